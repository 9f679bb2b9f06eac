package org.headgate.chain.evm.internal;

/**
 * A nonce below those that are under way, which no transaction has: an endpoint told a next one that was too high, or what another program sent with it was lost. All above
 * it wait. It is past doubt once it was seen often, and for longer than endpoints lag behind one another. For the chain's thread.
 */
final class NonceGap {
    private long nonce = -1;
    private int looks;
    private long since;

    /** @param counted the least nonce that is in no block @param lowest of ours under way; the same where nothing is missing */
    void look(long counted, long lowest, long now) {
        if (counted >= lowest) {
            nonce = -1;
            return;
        }
        if (counted != nonce) {
            nonce = counted;
            begin(now);
        }
        looks++;
    }

    boolean isOpen() {
        return nonce >= 0;
    }

    /** The nonce to fill now; -1 where there is none. It is told again after a while, should it stay. */
    long take(long now, long lagNanos) {
        if (nonce < 0 || looks < OpenTransaction.MOST_MISSES || now - since < lagNanos) {
            return -1;
        }
        begin(now);
        return nonce;
    }

    private void begin(long now) {
        looks = 0;
        since = now;
    }
}
