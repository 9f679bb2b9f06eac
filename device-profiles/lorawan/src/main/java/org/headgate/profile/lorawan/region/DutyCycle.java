package org.headgate.profile.lorawan.region;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.headgate.profile.lorawan.region.Ruling.Forbidden;

/** What one sender has sent in the last hour, a band. Not thread-safe. */
public final class DutyCycle {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final int MOST = 4096;

    private final Map<Region.Band, Deque<Sent>> sent = new HashMap<>();

    private record Sent(long atNanos, long millis) {}

    /** Takes the time where it is free, else says why not. A ruling that forbids stays what it is. */
    public Ruling take(Ruling ruling, Transmission of, long nanos) {
        if (!(ruling instanceof Ruling.Allowed allowed) || allowed.band().duty() >= 1) {
            return ruling;
        }
        Region.Band band = allowed.band();
        Deque<Sent> last = sent.computeIfAbsent(band, key -> new ArrayDeque<>());
        while (!last.isEmpty() && nanos - last.peek().atNanos >= HOUR_NANOS) {
            last.remove();
        }
        long used = last.stream().mapToLong(Sent::millis).sum();
        long most = (long) (band.duty() * HOUR_MILLIS);
        if (used + of.airMillis() > most || last.size() >= MOST) {
            return new Forbidden(
                    "duty_cycle_above_limit",
                    band.clause(),
                    most + " ms an hour",
                    used + " ms in the last hour and " + of.airMillis() + " ms more");
        }
        last.add(new Sent(nanos, of.airMillis()));
        return ruling;
    }
}
