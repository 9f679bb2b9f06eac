package org.headgate.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.journal.Contribution;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java's roots, proofs, hashes and signatures against @openzeppelin/merkle-tree, ethers and viem, and theirs against Java. */
class InteropTest {
    private static final JsonFactory JSON = new JsonFactory();

    @TempDir
    Path folder;

    @Test
    void othersLibraries_agreeInBothDirections() throws Exception {
        Path vectors = folder.resolve("vectors.json");
        Path answers = folder.resolve("answers.json");
        try (JsonGenerator out = JSON.createGenerator(vectors.toFile(), JsonEncoding.UTF8)) {
            out.writeStartObject();
            keccaks(out);
            trees(out);
            structs(out);
            out.writeEndObject();
        }
        assertThat(new NodeScript(Path.of("src/test/node"))
                        .run("proofs.mjs", vectors.toString(), answers.toString())
                        .toString())
                .contains("checks hold");
        int signatures = 0;
        for (Map<String, String> answer : answers(answers)) {
            Address signer = Secp256k1.recover(
                    Hash.parse(answer.get("digest")),
                    HexFormat.of().parseHex(answer.get("signature").substring(2)));
            assertThat(signer).hasToString(answer.get("address"));
            signatures++;
        }
        assertThat(signatures).isEqualTo(2 * 3);
    }

    private static void keccaks(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("keccak");
        for (int length : new int[] {0, 1, 135, 136, 137, 272, 1000}) {
            out.writeStartObject();
            out.writeStringField("text", "k".repeat(length));
            out.writeStringField(
                    "hash", Keccak.hash("k".repeat(length).getBytes(UTF_8)).toString());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private interface Values {
        void write(int index) throws IOException;
    }

    private static void trees(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("trees");
        for (int size : new int[] {1, 2, 3, 7, 16, 33}) {
            List<Contribution> rows = IntStream.rangeClosed(1, size)
                    .mapToObj(Samples::contribution)
                    .toList();
            tree(
                    out,
                    "contributions",
                    List.of("uint64", "uint64", "uint8", "uint8", "bytes"),
                    rows.stream().map(Leaf::of).toList(),
                    i -> contribution(out, rows.get(i)));
            tree(
                    out,
                    "feed rows",
                    List.of("uint64", "bytes"),
                    IntStream.range(0, size)
                            .mapToObj(i -> Leaf.of(i, new byte[i]))
                            .toList(),
                    i -> {
                        out.writeString(Integer.toString(i));
                        out.writeString(Hex.of(new byte[i]));
                    });
            tree(
                    out,
                    "anchors",
                    List.of("bytes32"),
                    rows.stream().map(row -> Leaf.of(Leaf.of(row))).toList(),
                    i -> out.writeString(Leaf.of(rows.get(i)).toString()));
        }
        out.writeEndArray();
    }

    private static void contribution(JsonGenerator out, Contribution row) throws IOException {
        out.writeString(Long.toString(row.sequence()));
        out.writeString(Long.toString(row.receivedAt()));
        out.writeString(Integer.toString(row.kind().code()));
        out.writeString(Integer.toString(row.trust().code()));
        out.writeString(Hex.of(row.pack()));
    }

    private static void tree(JsonGenerator out, String name, List<String> types, List<Hash> leaves, Values values)
            throws IOException {
        MerkleTree tree = MerkleTree.of(leaves);
        out.writeStartObject();
        out.writeStringField("name", name + " of " + leaves.size());
        strings(out, "types", types);
        out.writeArrayFieldStart("values");
        for (int i = 0; i < leaves.size(); i++) {
            out.writeStartArray();
            values.write(i);
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeStringField("root", tree.root().toString());
        out.writeArrayFieldStart("proofs");
        for (int i = 0; i < leaves.size(); i++) {
            out.writeStartArray();
            for (Hash hash : tree.proof(i)) {
                out.writeString(hash.toString());
            }
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("multiProofs");
        for (int step = 1; step <= 4; step++) {
            int every = step;
            multiProof(
                    out,
                    tree,
                    IntStream.range(0, leaves.size())
                            .filter(i -> i % every == 0)
                            .toArray());
        }
        multiProof(out, tree);
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void multiProof(JsonGenerator out, MerkleTree tree, int... asked) throws IOException {
        MerkleTree.MultiProof proof = tree.multiProof(asked);
        out.writeStartObject();
        out.writeFieldName("asked");
        out.writeArray(asked, 0, asked.length);
        out.writeFieldName("indices");
        out.writeArray(proof.indices().stream().mapToInt(i -> i).toArray(), 0, asked.length);
        strings(out, "proof", proof.proof().stream().map(Hash::toString).toList());
        out.writeArrayFieldStart("proofFlags");
        for (boolean flag : proof.flags()) {
            out.writeBoolean(flag);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void structs(JsonGenerator out) throws IOException {
        Hash some = Keccak.hash("some".getBytes(UTF_8));
        out.writeArrayFieldStart("structs");
        BatchHeader header = new BatchHeader(Samples.GATEWAY, 7, some, Hash.ZERO, 12, Long.MAX_VALUE, 3, Samples.START);
        struct(
                out,
                Eip712.BATCH,
                Eip712.hashStruct(header),
                Samples.GATEWAY,
                "7",
                some,
                Hash.ZERO,
                "12",
                Long.MAX_VALUE,
                "3",
                Samples.START);
        FeedBatch feed = new FeedBatch(Samples.GATEWAY, "wärme-1", 2, 9, some, 7, some, 1, 4);
        struct(
                out,
                Eip712.FEED_BATCH,
                Eip712.hashStruct(feed),
                Samples.GATEWAY,
                "wärme-1",
                "2",
                "9",
                some,
                "7",
                some,
                "1",
                "4");
        FeedOffer offer = new FeedOffer(Samples.GATEWAY, "", -1, some, 1_800_000_000L);
        struct(out, Eip712.FEED_OFFER, Eip712.hashStruct(offer), Samples.GATEWAY, "", 0xffff_ffffL, some, "1800000000");
        out.writeEndArray();
    }

    private static void struct(JsonGenerator out, StructType type, Hash hash, Object... values) throws IOException {
        String encoded = type.toString();
        out.writeStartObject();
        out.writeStringField("name", encoded.substring(0, encoded.indexOf('(')));
        out.writeStringField("type", encoded);
        out.writeObjectFieldStart("message");
        String[] members = encoded.substring(encoded.indexOf('(') + 1, encoded.length() - 1)
                .split(",");
        for (int i = 0; i < members.length; i++) {
            out.writeStringField(members[i].substring(members[i].indexOf(' ') + 1), values[i].toString());
        }
        out.writeEndObject();
        Hash digest = Eip712.digest(hash);
        out.writeStringField("hash", hash.toString());
        out.writeStringField("digest", digest.toString());
        out.writeStringField("signature", Hex.of(Secp256k1.sign(Samples.KEY, digest)));
        out.writeStringField("address", Samples.GATEWAY.toString());
        out.writeStringField("key", Hex.of(Samples.KEY));
        out.writeEndObject();
    }

    private static void strings(JsonGenerator out, String name, List<String> strings) throws IOException {
        out.writeArrayFieldStart(name);
        for (String string : strings) {
            out.writeString(string);
        }
        out.writeEndArray();
    }

    private static List<Map<String, String>> answers(Path file) throws IOException {
        List<Map<String, String>> answers = new ArrayList<>();
        try (JsonParser in = JSON.createParser(file.toFile())) {
            Map<String, String> answer = new HashMap<>();
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    answer.put(in.currentName(), in.getText());
                } else if (token == JsonToken.END_OBJECT) {
                    answers.add(answer);
                    answer = new HashMap<>();
                }
            }
        }
        return answers;
    }
}
