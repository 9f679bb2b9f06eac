package org.headgate.proof;

import java.util.List;
import org.headgate.api.batch.Hash;

/**
 * A proof message of a derived feed: rows of one feed batch, proven together.
 *
 * @param sequences feed sequences in the order of the multiproof's leaves, each once
 * @param flags {@code proofFlags}
 */
public record FeedProofDocument(SignedFeedBatch signed, List<Long> sequences, List<Hash> proof, List<Boolean> flags) {

    FeedProofDocument(SignedFeedBatch signed, MultiPath path) {
        this(signed, path.sequences(), path.proof(), path.flags());
    }

    /** Reads the JSON form; checks nothing but the form. */
    public static FeedProofDocument read(byte[] json) throws ProofException {
        if (JsonDocument.read(json, json.length) instanceof Item.FeedProof proof) {
            return proof.document();
        }
        throw Fields.malformed("not a proof of a derived feed");
    }

    public byte[] toJson() {
        return JsonDocument.proofMessage(
                "feedBatch", out -> JsonDocument.feedBatch(out, signed.batch()), signed.signature(), path());
    }

    /**
     * Whether these leaves are in the feed batch. Its signature is another question.
     *
     * @param leaves {@link Leaf} hashes of feed sequence and pack, in the order of {@link #sequences}
     */
    public boolean includes(List<Hash> leaves) throws ProofException {
        return path().leadsTo(signed.batch().root(), leaves);
    }

    MultiPath path() {
        return new MultiPath(sequences, proof, flags);
    }
}
