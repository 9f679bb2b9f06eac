package org.headgate.proof;

import java.util.SortedSet;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/**
 * Headers that are below one root. Whether the root is noted, and when, only the chain tells.
 *
 * @param network the chain, as CAIP-2
 * @param contract as the files say
 * @param numbers of the batches
 */
public record AnchoredBatches(String network, Address contract, Hash root, SortedSet<Long> numbers) {}
