package org.headgate.proof;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.fuzz.Target;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/** What someone has verified: exports in both forms, proofs, recorded messages. */
public final class VerifyTarget implements Target {
    private static final long AT = 1_700_000_000_000L;
    private static final int ROWS = 3;

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public List<byte[]> seeds() {
        try {
            byte[] key = Keccak.hash("key".getBytes(StandardCharsets.UTF_8)).bytes();
            Address gateway = Secp256k1.address(key);
            MerkleTree.Builder builder = MerkleTree.builder();
            for (long sequence = 1; sequence <= ROWS; sequence++) {
                builder.add(contribution(sequence));
            }
            MerkleTree tree = builder.build();
            BatchHeader header = new BatchHeader(gateway, 1, Hash.ZERO, tree.root(), 1, ROWS, 0, AT);
            Hash hash = Eip712.hashStruct(header);
            SignedHeader signed = new SignedHeader(header, hash, Secp256k1.sign(key, Eip712.digest(hash)));
            MerkleTree.MultiProof proof = tree.multiProof(0, 2);
            byte[] message = ProofDocument.of(new MultiProof(signed, List.of(1L, 3L), proof.proof(), proof.flags()))
                    .toJson();
            return List.of(export(signed, tree, false), export(signed, tree, true), message);
        } catch (SenmlException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void take(byte[] input) throws Exception {
        Verifier verifier = new Verifier(null);
        try {
            verifier.read("input", new ByteArrayInputStream(input), items -> {});
        } catch (IOException e) {
            if (e.getCause() != null) {
                throw e;
            }
        }
        verifier.result();
    }

    private static byte[] export(SignedHeader header, MerkleTree tree, boolean cbor)
            throws SenmlException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExportWriter writer = cbor ? ExportWriter.cbor(out) : ExportWriter.jsonLines(out)) {
            writer.header(header);
            for (int i = 0; i < ROWS; i++) {
                writer.contribution(contribution(i + 1), tree.proof(i));
            }
        }
        return out.toByteArray();
    }

    private static Contribution contribution(long sequence) throws SenmlException {
        String json = "[{\"n\":\"urn:dev:mac:0024befffe804ff1:temperature\",\"u\":\"Cel\",\"v\":" + sequence + "}]";
        SenmlPack pack = SenmlPack.readJson(json.getBytes(StandardCharsets.UTF_8), AT);
        return new Contribution(
                sequence, AT, Kind.MEASUREMENT, Trust.TRANSPORT, pack.toCbor(), "urn:dev:mac:0024befffe804ff1", true);
    }
}
