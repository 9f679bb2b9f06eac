package org.headgate.proof;

import org.headgate.api.batch.Hash;

/**
 * A feed batch with its signature.
 *
 * @param hash hashStruct of the batch
 * @param signature 65 bytes r‖s‖v
 */
public record SignedFeedBatch(FeedBatch batch, Hash hash, byte[] signature) {

    public SignedFeedBatch(FeedBatch batch, byte[] signature) {
        this(batch, Eip712.hashStruct(batch), signature);
    }
}
