package org.headgate.coap.source.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start. */
final class Counts {
    final LongAdder received = new LongAdder();
    final LongAdder receivedBytes = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder quarantined = new LongAdder();
    final LongAdder unavailable = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder unauthorized = new LongAdder();
    final LongAdder challenged = new LongAdder();
    final LongAdder separate = new LongAdder();
    final LongAdder unsent = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final AtomicLong pending = new AtomicLong();
    final Limits limits = new Limits();
}
