package org.headgate.lora.source.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start. */
final class Counts {
    final LongAdder datagrams = new LongAdder();
    final LongAdder frames = new LongAdder();
    final LongAdder reports = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder quarantined = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder malformed = new LongAdder();
    /** Acknowledged after the sync. */
    final LongAdder acknowledged = new LongAdder();
    /** Acknowledged before it, because the time was up. */
    final LongAdder early = new LongAdder();

    /** Of devices whose keys are known: deciphered; heard again; with a counter that was used; of another device or forged. */
    final LongAdder deciphered = new LongAdder();

    final LongAdder heardAgain = new LongAdder();
    final LongAdder replayed = new LongAdder();
    final LongAdder foreign = new LongAdder();
    volatile long replayedAt;
    final LongAdder beacons = new LongAdder();
    final LongAdder unsent = new LongAdder();
    final LongAdder downlinksSent = new LongAdder();
    final LongAdder downlinksRefused = new LongAdder();
    final AtomicLong pending = new AtomicLong();
    final AtomicLong heldBytes = new AtomicLong();
    final Limits limits = new Limits();
}
