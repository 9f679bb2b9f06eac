package org.headgate.benchmarks;

import java.nio.channels.Selector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * What publishers and buyers share: the clock, the numbers of messages, and the window between them. Each field has one writer: the
 * publishers' thread, the buyers' thread or the one that measures.
 */
final class Run {
    /** The first number; {@value Reading#DIGITS} digits, above those of earlier runs. */
    final long first;

    /** Messages that may be between publisher and every buyer; 0: as many as come. */
    final int window;

    final int buyers;

    final BitSet acknowledged = new BitSet();
    final Histogram acknowledgedMicros = new Histogram(60_000_000, 3);
    final Histogram deliveredMicros = new Histogram(60_000_000, 3);
    final Histogram lateMicros = new Histogram(60_000_000, 3);
    final AtomicReference<Throwable> failure = new AtomicReference<>();

    volatile int subscribed;
    volatile long sent;
    volatile long acknowledgedCount;
    volatile long delivered;
    volatile long twice;
    /** Messages that are of another run, or of nobody here. */
    volatile long foreign;

    volatile long measureFrom = Long.MAX_VALUE;
    volatile long measureUntil = Long.MAX_VALUE;
    volatile boolean stopSending;
    volatile boolean stop;
    volatile boolean publisherWaits;

    private final long epochMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    private final long epochNanos = System.nanoTime();

    Run(int window, int buyers) {
        this.window = window;
        this.buyers = buyers;
        first = epochMicros;
    }

    long nowMicros() {
        return micros(System.nanoTime());
    }

    long micros(long nanos) {
        return epochMicros + (nanos - epochNanos) / 1000;
    }

    boolean windowFull() {
        return window > 0 && sent * buyers - delivered >= (long) window * buyers;
    }

    boolean measured(long micros) {
        return micros >= measureFrom && micros < measureUntil;
    }

    /** Called by the buyers' thread when it has taken in what there was. */
    void deliveredUpTo(long count, Selector publishers) {
        delivered = count;
        if (publisherWaits && !windowFull()) {
            publishers.wakeup();
        }
    }

    static void record(Histogram histogram, long micros) {
        histogram.recordValue(Math.min(60_000_000, Math.max(0, micros)));
    }
}
