package org.headgate.intake.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** What all lanes look at. */
final class Shared {
    final House house;
    final Counters counters;
    final TopicsRule topics;
    final HeldAddresses held;
    final NewlyAnnounced newlyAnnounced = new NewlyAnnounced();
    final Sightings sightings;
    final Strikes strikes = new Strikes();
    final long decodeNanos;
    final AtomicInteger abandoned = new AtomicInteger();

    /** Threads that were given up and still run. */
    final AtomicInteger stuck = new AtomicInteger();

    /** Takes a profile (id) out of use for a reason; must not block. */
    final BiConsumer<String, String> outOfUse;

    /** Has what waits at newly announced addresses decoded; must not block. */
    final Runnable lookAgain;

    volatile Settled settled = Settled.NEVER;

    /** Messages that queue behind waiting ones are kept in memory: the end of what waits is near. */
    volatile boolean handover;

    /** Whether lanes may run: not before it is known who waits. */
    volatile boolean open;

    volatile boolean closed;

    Shared(
            House house,
            Counters counters,
            TopicsRule topics,
            Sightings.Limits sightings,
            int maxHeld,
            long decodeNanos,
            BiConsumer<String, String> outOfUse,
            Runnable lookAgain) {
        this.house = house;
        this.counters = counters;
        this.topics = topics;
        this.sightings = new Sightings(sightings);
        this.held = new HeldAddresses(maxHeld);
        this.decodeNanos = decodeNanos;
        this.outOfUse = outOfUse;
        this.lookAgain = lookAgain;
    }
}
