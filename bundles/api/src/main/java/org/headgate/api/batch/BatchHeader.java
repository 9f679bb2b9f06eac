package org.headgate.api.batch;

/**
 * What the gateway signs of a batch: the EIP-712 struct {@code Batch} of the domain {@code Headgate} version 1.
 *
 * @param number from 1
 * @param previous hashStruct of the header before it; zero for number 1
 * @param root of the StandardMerkleTree over the contributions
 * @param firstSequence last {@code lastSequence} + 1 + {@code lost}
 * @param lost sequences before {@code firstSequence} that were given and are declared lost
 * @param sealedAt milliseconds since the epoch
 */
public record BatchHeader(
        Address gateway,
        long number,
        Hash previous,
        Hash root,
        long firstSequence,
        long lastSequence,
        long lost,
        long sealedAt) {}
