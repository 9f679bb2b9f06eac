package org.headgate.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.junit.jupiter.api.Test;

/** Makes the bytes of the worked examples in {@code docs/wire-formats.md}, and finds each of them there. */
class WorkedExampleTest {
    private static final Path DOCUMENT = Path.of("../../docs/wire-formats.md");
    private static final String SENT =
            "[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":21.5,\"t\":-2},{\"n\":\"door\",\"vb\":true}]";

    @Test
    void everyExample_standsInTheDocument() throws Exception {
        String document = Files.readString(DOCUMENT);
        for (Map.Entry<String, String> example : examples().entrySet()) {
            assertThat(document).as(example.getKey()).contains(example.getValue());
        }
    }

    private static Map<String, String> examples() throws Exception {
        Map<String, String> examples = new TreeMap<>();
        Contribution one = contribution(1, 1_700_000_000_123L, SENT);
        Contribution two =
                contribution(2, 1_700_000_001_000L, "[{\"n\":\"urn:dev:ops:headgate-mqtt-shed_2f1:count\",\"v\":3}]");
        Contribution three =
                contribution(3, 1_700_000_002_000L, "[{\"n\":\"urn:dev:ops:headgate-mqtt-shed_2f1:count\",\"v\":4}]");
        List<Contribution> rows = List.of(one, two, three);
        MerkleTree.Builder builder = MerkleTree.builder();
        rows.forEach(builder::add);
        MerkleTree tree = builder.build();
        byte[] key = Keccak.hash("cow".getBytes(UTF_8)).bytes();
        Address gateway = Secp256k1.address(key);
        BatchHeader header = new BatchHeader(gateway, 1, Hash.ZERO, tree.root(), 1, 3, 0, 1_700_000_060_000L);
        Hash hash = Eip712.hashStruct(header);
        SignedHeader signed = new SignedHeader(header, hash, Secp256k1.sign(key, Eip712.digest(hash)));

        examples.put("01 sent", SENT);
        examples.put("02 canonical", hex(one.pack()));
        examples.put("03 resolved", new String(one.senml().toJson(), UTF_8));
        rows.forEach(
                row -> examples.put("04 leaf " + row.sequence(), Leaf.of(row).toString()));
        examples.put("05 root", tree.root().toString());
        examples.put(
                "06 typeHash",
                Keccak.hash(Eip712.BATCH.toString().getBytes(UTF_8)).toString());
        examples.put("07 domain", Eip712.DOMAIN_SEPARATOR.toString());
        examples.put("08 hashStruct", hash.toString());
        examples.put("09 digest", Eip712.digest(hash).toString());
        examples.put("10 signature", Hex.of(signed.signature()));
        examples.put("11 key", Hex.of(key));
        examples.put("12 address", gateway.toString());
        examples.put("13 leaf message", hex(leafMessage(one)));
        List<String> lines = export(signed, rows, tree);
        for (int i = 0; i < lines.size(); i++) {
            examples.put("14 export line " + i, lines.get(i));
        }
        MerkleTree.MultiProof multi = tree.multiProof(0, 2);
        ProofDocument proof = ProofDocument.of(new MultiProof(
                signed, multi.indices().stream().map(index -> index + 1L).toList(), multi.proof(), multi.flags()));
        examples.put("15 proof", new String(proof.toJson(), UTF_8));
        return examples;
    }

    private static List<String> export(SignedHeader header, List<Contribution> rows, MerkleTree tree)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExportWriter writer = ExportWriter.jsonLines(out)) {
            writer.header(header);
            for (int i = 0; i < rows.size(); i++) {
                writer.contribution(rows.get(i), tree.proof(i));
            }
        }
        return new ArrayList<>(out.toString(UTF_8).lines().toList());
    }

    private static byte[] leafMessage(Contribution row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x85);
        out.write((int) row.sequence());
        out.write(0x1b);
        out.writeBytes(Arrays.copyOfRange(Abi.word(row.receivedAt()), 24, 32));
        out.write(row.kind().code());
        out.write(row.trust().code());
        out.write(0x58);
        out.write(row.pack().length);
        out.writeBytes(row.pack());
        return out.toByteArray();
    }

    private static Contribution contribution(long sequence, long receivedAt, String json) throws SenmlException {
        SenmlPack pack = SenmlPack.readJson(json.getBytes(UTF_8), receivedAt);
        return new Contribution(
                sequence,
                receivedAt,
                Kind.MEASUREMENT,
                Trust.TRANSPORT,
                pack.toCbor(),
                "urn:dev:mac:0024befffe804ff1",
                true);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Prints the examples, to be put into the document. */
    public static void main(String[] arguments) throws Exception {
        examples().forEach((name, value) -> System.out.println(name + "\n" + value));
    }
}
