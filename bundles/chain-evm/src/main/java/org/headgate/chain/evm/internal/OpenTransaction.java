package org.headgate.chain.evm.internal;

import java.util.concurrent.TimeUnit;

/** A transaction that is written down and not in a block yet, as far as is known. For the chain's thread; what is volatile is read by any. */
final class OpenTransaction {
    private static final long FIRST_RESEND = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_RESEND = TimeUnit.SECONDS.toNanos(30);

    static final int MOST_MISSES = 20;

    final Waiters waiters;
    volatile Sent sent;
    volatile boolean stuck;
    /** Why no node took it when it was last offered; empty where one did, or where it was not offered again. */
    volatile String refusal = "";

    boolean busy;
    private boolean accepted;
    private long offeredAt;
    private long resend = FIRST_RESEND;
    private int misses;
    private long missingSince;

    OpenTransaction(Sent sent, Waiters waiters, boolean accepted, long now) {
        this.sent = sent;
        this.waiters = waiters;
        this.accepted = accepted;
        this.offeredAt = now;
    }

    boolean isAccepted() {
        return accepted;
    }

    void offered(Broadcast became, long now) {
        offeredAt = now;
        resend = Math.min(LONGEST_RESEND, resend * 2);
        if (became.outcome() == Broadcast.Outcome.ACCEPTED) {
            if (!accepted) {
                stuck = false;
            }
            refusal = "";
            accepted = true;
        } else {
            refusal = became.reason();
            stuck = true;
        }
    }

    boolean isDue(long stuckNanos, long now) {
        return now - offeredAt >= (accepted ? stuckNanos : resend);
    }

    /** Another transaction of its nonce is in a block, and it is in none. True once that is past doubt: seen often, and longer than endpoints lag behind one another. */
    boolean missed(long now, long lagNanos) {
        if (misses++ == 0) {
            missingSince = now;
        }
        return misses >= MOST_MISSES && now - missingSince >= lagNanos;
    }

    void notMissed() {
        misses = 0;
    }
}
