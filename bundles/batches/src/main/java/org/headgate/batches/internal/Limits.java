package org.headgate.batches.internal;

import java.time.Duration;

/**
 * When a batch is sealed.
 *
 * @param age of its oldest contribution, however few there are
 * @param count contributions that seal it once it is {@code countAge} old
 * @param most contributions that seal it at once, and that it holds at most
 * @param forced least time between two seals that were asked for
 */
record Limits(Duration age, int count, Duration countAge, int most, Duration forced) {

    Limits {
        if (most < 1 || most > 1 << 20 || count < 1) {
            throw new IllegalArgumentException("a batch holds 1 to 1048576 contributions, not " + most
                    + " (batches.seal.count.max) or " + count + " (batches.seal.count)");
        }
    }

    boolean due(long pending, Duration open) {
        return pending >= most
                || pending >= count && open.compareTo(countAge) >= 0
                || pending > 0 && open.compareTo(age) >= 0;
    }
}
