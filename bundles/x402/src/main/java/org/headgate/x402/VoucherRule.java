package org.headgate.x402;

import java.math.BigInteger;

/** By how much a voucher goes beyond what is charged. */
public enum VoucherRule {
    /** By the price of the one request it comes with, exactly. */
    REQUEST {
        @Override
        boolean holds(BigInteger max, BigInteger amount, ChannelState state) {
            return max.equals(state.charged().add(amount));
        }
    },
    /** By more than nothing and at most by the credit window that was offered, and never below a voucher before: delivery is charged as it goes. */
    CREDIT {
        @Override
        boolean holds(BigInteger max, BigInteger amount, ChannelState state) {
            Voucher last = state.lastVoucher();
            return max.compareTo(state.charged()) > 0
                    && max.compareTo(state.charged().add(amount)) <= 0
                    && (last == null || max.compareTo(last.maxClaimable()) >= 0);
        }
    };

    abstract boolean holds(BigInteger max, BigInteger amount, ChannelState state);
}
