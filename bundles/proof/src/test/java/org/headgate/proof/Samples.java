package org.headgate.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
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

/** A chain of batches, made here. */
public final class Samples {
    public static final byte[] KEY = Keccak.hash("cow".getBytes(UTF_8)).bytes();
    public static final Address GATEWAY = Secp256k1.address(KEY);
    public static final long START = 1_700_000_000_000L;

    private Samples() {}

    public record Batch(SignedHeader header, List<Contribution> contributions, MerkleTree tree) {}

    /** Batches of the given sizes; before each, so many sequences are lost. */
    public static List<Batch> chain(int[] sizes, int[] lost) {
        List<Batch> chain = new ArrayList<>();
        Hash previous = Hash.ZERO;
        long next = 1;
        for (int i = 0; i < sizes.length; i++) {
            List<Contribution> contributions = new ArrayList<>();
            MerkleTree.Builder builder = MerkleTree.builder();
            next += lost[i];
            for (int j = 0; j < sizes[i]; j++) {
                contributions.add(contribution(next + j));
                builder.add(contributions.get(j));
            }
            MerkleTree tree = builder.build();
            SignedHeader header = sign(new BatchHeader(
                    GATEWAY,
                    i + 1,
                    previous,
                    tree.root(),
                    next,
                    next + sizes[i] - 1,
                    lost[i],
                    START + 60_000L * (i + 1)));
            chain.add(new Batch(header, contributions, tree));
            previous = header.hash();
            next += sizes[i];
        }
        return chain;
    }

    public static SignedHeader sign(BatchHeader header) {
        Hash hash = Eip712.hashStruct(header);
        return new SignedHeader(header, hash, Secp256k1.sign(KEY, Eip712.digest(hash)));
    }

    public static Contribution contribution(long sequence) {
        String json = "[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":"
                + (20 + sequence % 50 / 10.0) + "},{\"n\":\"door\",\"vb\":" + (sequence % 2 == 0) + "}]";
        long receivedAt = START + 250 * sequence;
        SenmlPack pack = pack(json, receivedAt);
        return new Contribution(
                sequence,
                receivedAt,
                Kind.MEASUREMENT,
                Trust.TRANSPORT,
                pack.toCbor(),
                "urn:dev:mac:0024befffe804ff1",
                true);
    }

    public static SenmlPack pack(String json, long receivedAt) {
        try {
            return SenmlPack.readJson(json.getBytes(UTF_8), receivedAt);
        } catch (SenmlException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] export(List<Batch> chain, boolean cbor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(chain, cbor, out);
        return out.toByteArray();
    }

    public static void write(List<Batch> chain, boolean cbor, OutputStream out) {
        try (ExportWriter writer = cbor ? ExportWriter.cbor(out) : ExportWriter.jsonLines(out)) {
            for (Batch batch : chain) {
                writer.header(batch.header());
                for (int i = 0; i < batch.contributions().size(); i++) {
                    writer.contribution(
                            batch.contributions().get(i), batch.tree().proof(i));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A derived feed's proof of all rows from {@code first} on. */
    public static FeedProofDocument feedProof(
            String feed, long number, Hash previous, long first, List<byte[]> packs, int... indices) {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < packs.size(); i++) {
            leaves.add(Leaf.of(first + i, packs.get(i)));
        }
        MerkleTree tree = MerkleTree.of(leaves);
        FeedBatch batch = new FeedBatch(
                GATEWAY, feed, 1, number, previous, 10 + number, tree.root(), first, first + packs.size() - 1);
        byte[] signature = Secp256k1.sign(KEY, Eip712.digest(Eip712.hashStruct(batch)));
        MerkleTree.MultiProof proof = tree.multiProof(indices);
        return new FeedProofDocument(
                new SignedFeedBatch(batch, signature),
                proof.indices().stream().map(index -> first + index).toList(),
                proof.proof(),
                proof.flags());
    }

    public static ProofDocument proof(Batch batch, int... indices) {
        MerkleTree.MultiProof proof = batch.tree().multiProof(indices);
        long first = batch.header().header().firstSequence();
        return ProofDocument.of(new MultiProof(
                batch.header(),
                proof.indices().stream().map(index -> first + index).toList(),
                proof.proof(),
                proof.flags()));
    }
}
