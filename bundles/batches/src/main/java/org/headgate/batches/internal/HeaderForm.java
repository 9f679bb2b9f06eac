package org.headgate.batches.internal;

import java.util.List;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.SignedHeader;
import org.headgate.proof.Eip712;
import org.headgate.proof.ProofDocument;
import org.headgate.proof.ProofException;
import org.headgate.proof.Secp256k1;
import org.headgate.store.ChainMark;

/** A header as its mark holds it: a proof message that proves no contribution. */
final class HeaderForm implements ChainMark.Form<SignedHeader> {

    @Override
    public ChainMark.Link link(SignedHeader signed) {
        BatchHeader header = signed.header();
        return new ChainMark.Link(header.number(), header.previous(), signed.hash(), header.lastSequence());
    }

    @Override
    public byte[] write(SignedHeader signed) {
        return ProofDocument.of(new MultiProof(signed, List.of(), List.of(), List.of()))
                .toJson();
    }

    @Override
    public SignedHeader read(byte[] content) {
        try {
            SignedHeader signed = ProofDocument.read(content).header();
            if (!Secp256k1.recover(Eip712.digest(signed.hash()), signed.signature())
                    .equals(signed.header().gateway())) {
                throw new IllegalArgumentException("its gateway did not sign it");
            }
            return signed;
        } catch (ProofException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
