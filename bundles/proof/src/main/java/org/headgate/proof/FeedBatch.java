package org.headgate.proof;

import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/**
 * What the gateway signs of the rows of a derived feed that belong to a batch.
 *
 * @param version of the feed's definition
 * @param number from 1, a feed
 * @param previous hashStruct of the FeedBatch before it; zero for number 1
 * @param batch number of the batch
 * @param root of the StandardMerkleTree over {@code ["uint64","bytes"]}: feed sequence and pack
 */
public record FeedBatch(
        Address gateway,
        String feed,
        int version,
        long number,
        Hash previous,
        long batch,
        Hash root,
        long firstSequence,
        long lastSequence) {}
