package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What a unit of gas may cost (EIP-1559), in wei.
 *
 * @param most all told
 * @param priority of it, what the block's maker gets
 */
record Fees(BigInteger most, BigInteger priority) {
    private static final BigInteger EIGHT = BigInteger.valueOf(8);
    private static final BigInteger NINE = BigInteger.valueOf(9);

    /** Good for six full blocks from now, where the caps allow it; empty where not even the next block can be paid. */
    static Optional<Fees> of(BigInteger base, BigInteger suggested, Fees caps) {
        if (base.compareTo(caps.most) >= 0) {
            return Optional.empty();
        }
        BigInteger most = base.shiftLeft(1).add(suggested).min(caps.most);
        return Optional.of(new Fees(most, suggested.min(caps.priority).min(most.subtract(base))));
    }

    /** Enough above the fees of a transaction to take its place in any pool (12.5 %, and one wei for small ones); empty where that is above the caps. */
    Optional<Fees> above(Fees sent, Fees caps) {
        BigInteger least = raised(sent.most);
        BigInteger leastPriority = raised(sent.priority);
        if (least.compareTo(caps.most) > 0 || leastPriority.compareTo(caps.priority) > 0) {
            return Optional.empty();
        }
        BigInteger higher = most.max(least);
        return Optional.of(new Fees(higher, priority.max(leastPriority).min(higher)));
    }

    BigInteger cost(long gas) {
        return most.multiply(BigInteger.valueOf(gas));
    }

    private static BigInteger raised(BigInteger fee) {
        return fee.multiply(NINE).divide(EIGHT).add(BigInteger.ONE);
    }
}
