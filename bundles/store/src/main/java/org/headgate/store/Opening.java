package org.headgate.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what a component needs of a database; where that cannot be read it is tried again every ten seconds. Safe for any thread. */
public final class Opening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final String what;
    private final ScheduledExecutorService scheduler;
    private final Duration wait;
    private final Attempt attempt;
    private volatile @Nullable StoreUnavailable obstacle;
    private boolean closed;

    /** Blocks. What it leaves half done must not be in the way of the next. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws StoreUnavailable;
    }

    /** @param what is opened, for people @param scheduler keeps the time alone: attempts run elsewhere */
    public Opening(String what, ScheduledExecutorService scheduler, Attempt attempt) {
        this(what, scheduler, USUAL, attempt);
    }

    Opening(String what, ScheduledExecutorService scheduler, Duration wait, Attempt attempt) {
        this.what = what;
        this.scheduler = scheduler;
        this.wait = wait;
        this.attempt = attempt;
    }

    /** The first attempt, on this thread. */
    public synchronized void begin() {
        if (closed) {
            return;
        }
        try {
            attempt.run();
            obstacle = null;
        } catch (StoreUnavailable e) {
            again(e);
        } catch (RuntimeException e) {
            again(new StoreUnavailable("open_failed", what + " cannot be opened: " + e, e));
        }
    }

    /** Why it is not open; empty where it is. */
    public Optional<StoreUnavailable> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /** Waits for an attempt that runs; none comes after it. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private void again(StoreUnavailable why) {
        if (obstacle == null) {
            LOG.warn("{} cannot be opened: {}: {}", what, why.code(), why.getMessage(), why.getCause());
        }
        obstacle = why;
        try {
            scheduler.schedule(() -> CompletableFuture.runAsync(this::begin), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping");
        }
    }
}
