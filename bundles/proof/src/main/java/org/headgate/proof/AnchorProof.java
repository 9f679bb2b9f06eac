package org.headgate.proof;

import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/**
 * That a header is below a root which is said to be noted on a chain.
 *
 * @param number of the batch
 * @param network the chain, as CAIP-2
 * @param contract that noted it, as who wrote this says
 * @param proof siblings from the header's leaf up to the root
 */
public record AnchorProof(long number, String network, Address contract, Hash root, List<Hash> proof) {}
