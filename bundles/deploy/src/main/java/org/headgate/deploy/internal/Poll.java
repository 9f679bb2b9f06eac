package org.headgate.deploy.internal;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a scan on the worker, every so often and when asked, never more than one waiting. */
public final class Poll implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Poll.class);
    private final Worker worker;
    private final Runnable scan;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ScheduledFuture<?> timer;
    private volatile boolean closed;

    public Poll(ScheduledExecutorService scheduler, Worker worker, long periodMillis, Runnable scan) {
        this.worker = worker;
        this.scan = scan;
        this.timer = scheduler.scheduleWithFixedDelay(this::now, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    public void now() {
        if (!closed && waiting.compareAndSet(false, true)) {
            worker.submit(this::run);
        }
    }

    private void run() {
        waiting.set(false);
        if (closed) {
            return;
        }
        try {
            scan.run();
        } catch (RuntimeException e) {
            if (closed) {
                // The bundle stopped under it.
                return;
            }
            LOG.error("A scan failed; it is tried again.", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.cancel(false);
    }
}
