package org.headgate.coverage.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What time it is by the journal: the latest time at which something was received. For one thread. */
final class JournalTime {
    /** What lies so far behind was kept back, or the clock was wrong before. */
    private static final long BACK_MILLIS = 600_000;

    /** So many of it in a row, and the clock was wrong. */
    private static final int BACK_CONTRIBUTIONS = 256;

    private long now = Long.MIN_VALUE;
    private int behind;

    /** True where the clock was set back. */
    boolean advance(long receivedAt) {
        boolean back = now != Long.MIN_VALUE && receivedAt < now - BACK_MILLIS;
        behind = back ? behind + 1 : 0;
        if (behind >= BACK_CONTRIBUTIONS) {
            behind = 0;
            now = receivedAt;
            return true;
        }
        now = Math.max(now, receivedAt);
        return false;
    }

    /** Milliseconds since the epoch. */
    long now() {
        return now;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(now);
        out.writeInt(behind);
    }

    void load(DataInput in) throws IOException {
        now = in.readLong();
        behind = in.readInt();
    }
}
