package org.headgate.proof;

import java.util.regex.Pattern;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.jspecify.annotations.Nullable;

/** The fields of one document while they are read, in any order. */
final class Fields {
    private static final Pattern CAIP_2 = Pattern.compile("[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}");

    @Nullable
    String type;

    long version = -1;
    byte @Nullable [] gateway;
    byte @Nullable [] previous;
    byte @Nullable [] root;
    byte @Nullable [] signature;
    long number = -1;
    long firstSequence = -1;
    long lastSequence = -1;
    long lost = -1;
    long sealedAt = -1;
    long sequence = -1;
    long receivedAt = -1;
    long kind = -1;
    long trust = -1;

    @Nullable
    SenmlPack pack;

    byte @Nullable [] proof;
    boolean @Nullable [] flags;
    long @Nullable [] sequences;

    @Nullable
    Fields header;

    @Nullable
    Fields feedBatch;

    String feed = "";
    String network = "";
    byte @Nullable [] contract;
    long definition = -1;
    long batch = -1;

    Item item() throws ProofException {
        if (type == null && header != null && feedBatch == null) {
            version();
            return new Item.Proof("", new ProofDocument(signed(header, signature), path()));
        }
        if (type == null && feedBatch != null && header == null) {
            version();
            return new Item.FeedProof(new FeedProofDocument(signedFeedBatch(feedBatch, signature), path()));
        }
        if ("header".equals(type)) {
            version();
            return new Item.Header(signed(this, signature));
        }
        if ("contribution".equals(type)) {
            return row();
        }
        if ("anchor".equals(type)) {
            version();
            return new Item.Anchor(anchor());
        }
        throw malformed("neither a header nor a contribution, an anchor or a proof");
    }

    private AnchorProof anchor() throws ProofException {
        if (!CAIP_2.matcher(network).matches()) {
            throw malformed("network is missing, or no chain as CAIP-2 names it");
        }
        return new AnchorProof(
                needed(number, "number"),
                network,
                Address.of(present(contract, "contract")),
                Hash.of(present(root, "root")),
                MultiPath.hashes(present(proof, "proof")));
    }

    Item.Row row() throws ProofException {
        if (pack == null) {
            throw malformed("pack is missing");
        }
        byte[] leaf = new byte[32];
        Leaf.write(
                new Keccak(),
                needed(sequence, "sequence"),
                needed(receivedAt, "receivedAt"),
                octet(kind, "kind"),
                octet(trust, "trust"),
                pack.toCbor(),
                leaf,
                0);
        return new Item.Row(feed, sequence, leaf, proof);
    }

    Item.FeedRow feedRow() throws ProofException {
        if (pack == null) {
            throw malformed("pack is missing");
        }
        byte[] leaf =
                Leaf.of(needed(sequence, "the feed's sequence"), pack.toCbor()).bytes();
        return new Item.FeedRow(feed, sequence, leaf);
    }

    private MultiPath path() throws ProofException {
        if (sequences == null || proof == null || flags == null) {
            throw malformed("sequences, proof or proofFlags is missing");
        }
        return MultiPath.of(sequences, proof, flags);
    }

    private void version() throws ProofException {
        if (version != 1) {
            throw malformed(version < 0 ? "v is missing" : "v is " + version + ", this reads version 1");
        }
    }

    private static SignedHeader signed(Fields header, byte @Nullable [] signature) throws ProofException {
        BatchHeader batch = new BatchHeader(
                Address.of(present(header.gateway, "gateway")),
                needed(header.number, "number"),
                Hash.of(present(header.previous, "previous")),
                Hash.of(present(header.root, "root")),
                needed(header.firstSequence, "firstSequence"),
                needed(header.lastSequence, "lastSequence"),
                needed(header.lost, "lost"),
                needed(header.sealedAt, "sealedAt"));
        return new SignedHeader(batch, Eip712.hashStruct(batch), present(signature, "signature"));
    }

    private static SignedFeedBatch signedFeedBatch(Fields fields, byte @Nullable [] signature) throws ProofException {
        FeedBatch batch = new FeedBatch(
                Address.of(present(fields.gateway, "gateway")),
                fields.feed,
                (int) needed(fields.definition, "version"),
                needed(fields.number, "number"),
                Hash.of(present(fields.previous, "previous")),
                needed(fields.batch, "batch"),
                Hash.of(present(fields.root, "root")),
                needed(fields.firstSequence, "firstSequence"),
                needed(fields.lastSequence, "lastSequence"));
        return new SignedFeedBatch(batch, present(signature, "signature"));
    }

    private static byte[] present(byte @Nullable [] value, String name) throws ProofException {
        if (value == null) {
            throw malformed(name + " is missing");
        }
        return value;
    }

    static ProofException malformed(String why) {
        return new ProofException("document_malformed", why);
    }

    static ProofException packRefused(SenmlException e) {
        return new ProofException(
                e.code().equals("not_canonical") ? "pack_not_canonical" : "pack_invalid",
                e.code() + ": " + e.getMessage());
    }

    private static long needed(long value, String name) throws ProofException {
        if (value < 0) {
            throw malformed(name + " is missing");
        }
        return value;
    }

    private static int octet(long value, String name) throws ProofException {
        if (value < 0 || value > 255) {
            throw malformed(name + (value < 0 ? " is missing" : " is " + value + ", it must be below 256"));
        }
        return (int) value;
    }
}
