package org.headgate.mqtt.source.internal;

import java.util.concurrent.atomic.LongAdder;

/** What happened on one link since its start. */
final class LinkCounts {
    final LongAdder received = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder held = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder unasked = new LongAdder();
    final LongAdder connects = new LongAdder();
    final LongAdder sessionsLost = new LongAdder();
}
