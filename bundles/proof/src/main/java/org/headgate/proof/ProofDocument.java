package org.headgate.proof;

import java.util.List;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;

/**
 * A proof message: contributions of one batch, proven together.
 *
 * @param sequences in the order of the multiproof's leaves, each once
 * @param flags {@code proofFlags}
 */
public record ProofDocument(SignedHeader header, List<Long> sequences, List<Hash> proof, List<Boolean> flags) {

    ProofDocument(SignedHeader header, MultiPath path) {
        this(header, path.sequences(), path.proof(), path.flags());
    }

    public static ProofDocument of(MultiProof proof) {
        return new ProofDocument(proof.header(), proof.sequences(), proof.proof(), proof.flags());
    }

    /** Reads the JSON form; checks nothing but the form. */
    public static ProofDocument read(byte[] json) throws ProofException {
        if (JsonDocument.read(json, json.length) instanceof Item.Proof proof) {
            return proof.document();
        }
        throw Fields.malformed("not a proof");
    }

    public byte[] toJson() {
        return JsonDocument.proofMessage(
                "header", out -> JsonDocument.header(out, header.header()), header.signature(), path());
    }

    /**
     * Whether these leaves are in the batch. The header's signature is another question.
     *
     * @param leaves {@link Leaf} hashes in the order of {@link #sequences}
     */
    public boolean includes(List<Hash> leaves) throws ProofException {
        return path().leadsTo(header.header().root(), leaves);
    }

    MultiPath path() {
        return new MultiPath(sequences, proof, flags);
    }
}
