package org.headgate.api.batch;

/**
 * What a chain noted: the root of the StandardMerkleTree {@code ["bytes32"]} over the hashes of the headers there are from one batch to another.
 *
 * @param network the chain, as CAIP-2: {@code eip155:8453}
 * @param contract of the Ethereum Attestation Service that noted it
 * @param first, last numbers of batches
 */
public record Anchor(String network, Address contract, long first, long last, Hash root) {}
