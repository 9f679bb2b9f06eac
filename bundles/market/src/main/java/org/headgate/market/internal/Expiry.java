package org.headgate.market.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tells when passes end: one timer, for the pass that ends first. */
final class Expiry {
    /** The clock may be set while a timer runs. */
    private static final long LONGEST_MILLIS = 60_000;

    private final ScheduledExecutorService scheduler;
    private final LongSupplier clock;
    private final Consumer<String> ended;
    private final TreeSet<Deadline> deadlines =
            new TreeSet<>(Comparator.comparingLong(Deadline::until).thenComparing(Deadline::id));
    private final Map<String, Long> ends = new HashMap<>();
    private @Nullable ScheduledFuture<?> timer;
    private boolean closed;

    private record Deadline(long until, String id) {}

    /** @param ended gets the ids of passes whose time was up; on the scheduler's thread */
    Expiry(ScheduledExecutorService scheduler, LongSupplier clock, Consumer<String> ended) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.ended = ended;
    }

    /** A pass that is watched again has another end from then on. */
    synchronized void watch(String id, long until) {
        Long before = ends.put(id, until);
        if (before != null) {
            deadlines.remove(new Deadline(before, id));
        }
        deadlines.add(new Deadline(until, id));
        arm();
    }

    synchronized void close() {
        closed = true;
        deadlines.clear();
        ends.clear();
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void ring() {
        List<String> over = new ArrayList<>();
        synchronized (this) {
            long now = clock.getAsLong();
            while (!deadlines.isEmpty() && deadlines.first().until <= now) {
                String id = deadlines.pollFirst().id;
                ends.remove(id);
                over.add(id);
            }
            arm();
        }
        over.forEach(ended);
    }

    private void arm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (deadlines.isEmpty() || closed) {
            return;
        }
        long delay = Math.min(LONGEST_MILLIS, Math.max(0, deadlines.first().until - clock.getAsLong()));
        try {
            timer = scheduler.schedule(this::ring, delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }
}
