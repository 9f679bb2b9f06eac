package org.headgate.chain.evm.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How an endpoint does. Changed on the chain's thread, read by any. */
final class Health {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 30_000;

    private volatile State state = State.UNKNOWN;
    private volatile String reason = "not asked yet";
    private volatile long sinceMillis;
    private volatile long block;
    private volatile long seenAtMillis;
    private long retryAt;
    private long wait = FIRST_MILLIS;

    enum State {
        UNKNOWN,
        /** It answers, for the right chain. */
        UP,
        DOWN,
        WRONG_CHAIN
    }

    State state() {
        return state;
    }

    String reason() {
        return reason;
    }

    /** Since when it is down or of another chain. */
    long sinceMillis() {
        return sinceMillis;
    }

    long block() {
        return block;
    }

    long seenAtMillis() {
        return seenAtMillis;
    }

    boolean due(long nanos) {
        return state == State.UP || state == State.UNKNOWN || nanos - retryAt >= 0;
    }

    void up(long now) {
        state = State.UP;
        reason = "";
        sinceMillis = 0;
        seenAtMillis = now;
        wait = FIRST_MILLIS;
    }

    void head(long number) {
        block = number;
    }

    /** It is asked again after a time that doubles. True where it was not so before. */
    boolean down(State how, String why, long now, long nanos) {
        boolean news = state != how;
        state = how;
        reason = why;
        sinceMillis = news || sinceMillis == 0 ? now : sinceMillis;
        retryAt = nanos
                + TimeUnit.MILLISECONDS.toNanos(
                        wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
        wait = Math.min(LONGEST_MILLIS, wait * 2);
        return news;
    }
}
