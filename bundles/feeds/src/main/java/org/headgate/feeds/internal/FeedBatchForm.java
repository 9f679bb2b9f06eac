package org.headgate.feeds.internal;

import java.util.List;
import org.headgate.proof.Eip712;
import org.headgate.proof.FeedBatch;
import org.headgate.proof.FeedProofDocument;
import org.headgate.proof.ProofException;
import org.headgate.proof.Secp256k1;
import org.headgate.proof.SignedFeedBatch;
import org.headgate.store.ChainMark;

/** A feed batch as its mark holds it: a proof message that proves no row. */
final class FeedBatchForm implements ChainMark.Form<SignedFeedBatch> {

    @Override
    public ChainMark.Link link(SignedFeedBatch signed) {
        FeedBatch batch = signed.batch();
        return new ChainMark.Link(batch.number(), batch.previous(), signed.hash(), batch.lastSequence());
    }

    @Override
    public byte[] write(SignedFeedBatch signed) {
        return new FeedProofDocument(signed, List.of(), List.of(), List.of()).toJson();
    }

    @Override
    public SignedFeedBatch read(byte[] content) {
        try {
            SignedFeedBatch signed = FeedProofDocument.read(content).signed();
            if (!Secp256k1.recover(Eip712.digest(signed.hash()), signed.signature())
                    .equals(signed.batch().gateway())) {
                throw new IllegalArgumentException("its gateway did not sign it");
            }
            return signed;
        } catch (ProofException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
