package org.headgate.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, or says which one did not come. */
final class Until {
    private Until() {}

    /** @throws IllegalStateException if it does not hold in time, or cannot be told */
    static void holds(String what, Duration atMost, Callable<Boolean> condition) {
        if (!within(atMost, condition)) {
            throw new IllegalStateException("not within " + atMost.toSeconds() + " s: " + what);
        }
    }

    static boolean within(Duration atMost, Callable<Boolean> condition) {
        long until = System.nanoTime() + atMost.toNanos();
        long pause = 10_000_000;
        try {
            while (!condition.call()) {
                if (System.nanoTime() > until) {
                    return condition.call();
                }
                LockSupport.parkNanos(pause);
                pause = Math.min(100_000_000, pause * 3 / 2);
            }
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** For the time under load itself: nothing else is waited for. */
    static void passed(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
