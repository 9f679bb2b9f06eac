package org.headgate.intake.internal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.headgate.api.device.Devices;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.JournalWriter;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Profiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a message through intake, and when that way is open. */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final Outcome IGNORED = new Outcome.Ignored();
    private static final long UNREGISTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_MILLIS = 1000;
    private static final long QUEUE_RETRY_MILLIS = 50;
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final long EXPIRY_SECONDS = 10;

    final House house = new House();
    final Counters counters = new Counters();
    final Shared shared;
    final Lanes lanes;
    private final Backlog backlog;
    private final Limits limits;
    private final ScheduledExecutorService scheduler;
    private final ScheduledFuture<?> watchdog;
    private final ScheduledFuture<?> expiry;
    private final ThreadPoolExecutor background;
    private final AtomicBoolean asked = new AtomicBoolean();
    private boolean scanned;
    private long devicesMissingSince;
    volatile @Nullable JournalUnavailable backlogProblem;

    /** @param queueBytes all that has no outcome yet @param decodeMillis how long a decode may take @param graceMillis how long to wait for the devices */
    record Limits(
            int lanes, long queueBytes, long decodeMillis, long graceMillis, int maxHeld, Sightings.Limits sightings) {}

    Pipeline(Limits limits, TopicsRule topics, ScheduledExecutorService scheduler) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.background = new ThreadPoolExecutor(
                1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new Thread(task, "intake-backlog"));
        background.allowCoreThreadTimeOut(true);
        this.shared = new Shared(
                house,
                counters,
                topics,
                limits.sightings(),
                limits.maxHeld(),
                TimeUnit.MILLISECONDS.toNanos(limits.decodeMillis()),
                this::takeOutOfUse,
                this::lookAgain);
        this.lanes = new Lanes(limits.lanes(), shared);
        this.backlog = new Backlog(shared, lanes);
        this.devicesMissingSince = System.nanoTime();
        lanes.start();
        long tick = Math.max(10, Math.min(500, limits.decodeMillis() / 4));
        this.watchdog = scheduler.scheduleWithFixedDelay(lanes::check, tick, tick, TimeUnit.MILLISECONDS);
        this.expiry = scheduler.scheduleWithFixedDelay(
                shared.sightings::expire, EXPIRY_SECONDS, EXPIRY_SECONDS, TimeUnit.SECONDS);
        reconsiderLater();
    }

    CompletionStage<Outcome> accept(Message message) {
        JournalWriter writer = house.writer();
        if (shared.closed || writer == null || house.held() == null) {
            return refused("journal_missing", "the journal is not running", RETRY_MILLIS);
        }
        if (TopicsRule.isOwn(message)) {
            counters.ignored.increment();
            return CompletableFuture.completedFuture(IGNORED);
        }
        Optional<JournalUnavailable> obstacle = writer.obstacle();
        if (obstacle.isPresent()) {
            JournalUnavailable why = obstacle.get();
            boolean soon = why.code().equals("queue_full");
            return refused(why.code(), String.valueOf(why.getMessage()), soon ? QUEUE_RETRY_MILLIS : RETRY_MILLIS);
        }
        Arrival arrival = new Arrival(message, counters);
        long queued = counters.queued.addAndGet(arrival.bytes());
        if (queued > limits.queueBytes() && queued != arrival.bytes()) {
            counters.queued.addAndGet(-arrival.bytes());
            counters.refusedByQueue.increment();
            return CompletableFuture.completedFuture(new Outcome.Refused(
                    "queue_full",
                    queued + " bytes are being decoded and written, intake.queue.mib allows " + limits.queueBytes(),
                    QUEUE_RETRY_MILLIS));
        }
        counters.accepted.increment();
        lanes.push(arrival);
        return arrival;
    }

    CompletionStage<Void> release(long originKey) {
        JournalWriter writer = house.writer();
        if (writer == null) {
            return CompletableFuture.completedFuture(null);
        }
        return writer.write(new JournalEntry.Released(originKey)).handle((written, failure) -> null);
    }

    void writer(@Nullable JournalWriter service) {
        house.writer(service);
        journalChanged();
    }

    void held(@Nullable HeldMessages service) {
        house.held(service);
        journalChanged();
    }

    void profiles(@Nullable Profiles service) {
        house.profiles(service);
        profilesChanged();
    }

    void devices(@Nullable Devices service) {
        synchronized (this) {
            house.devices(service);
            devicesMissingSince = System.nanoTime();
        }
        reconsider();
        reconsiderLater();
    }

    void profilesChanged() {
        catchUp();
        lanes.awaitRunning(UNREGISTER_NANOS);
    }

    void close() {
        shared.closed = true;
        shared.open = false;
        watchdog.cancel(false);
        expiry.cancel(false);
        background.shutdownNow();
        lanes.wake();
    }

    synchronized boolean devicesMissing() {
        return house.devices() == null;
    }

    private void journalChanged() {
        synchronized (this) {
            scanned = false;
            shared.settled = Settled.NEVER;
        }
        reconsider();
        catchUp();
    }

    /** Lanes run when it is known who waits and who is adopted; without a journal too, to refuse. */
    private synchronized void reconsider() {
        boolean devicesKnown = house.devices() != null
                || System.nanoTime() - devicesMissingSince >= TimeUnit.MILLISECONDS.toNanos(limits.graceMillis());
        shared.open = !shared.closed && (!house.hasJournal() || scanned && devicesKnown);
        if (shared.open) {
            lanes.wake();
        }
    }

    private void reconsiderLater() {
        scheduler.schedule(this::reconsider, limits.graceMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void catchUp() {
        if (!shared.closed && asked.compareAndSet(false, true)) {
            background.execute(this::catchUpNow);
        }
    }

    private void catchUpNow() {
        asked.set(false);
        HeldMessages held = house.held();
        if (!house.hasJournal() || held == null) {
            return;
        }
        try {
            if (!scanned()) {
                backlog.scan(held);
                scanned(true);
                reconsider();
            }
            Profiles profiles = house.profiles();
            if (profiles != null && backlog.isDue()) {
                backlog.pass(held, profiles);
            }
            backlogProblem = null;
            if (backlog.isDue()) {
                catchUp();
            }
        } catch (JournalUnavailable | RuntimeException e) {
            backlogProblem = e instanceof JournalUnavailable unavailable
                    ? unavailable
                    : new JournalUnavailable("backlog_failed", e.toString());
            if (!shared.closed) {
                LOG.warn("what waits could not be read; trying again: {}", e.getMessage());
                scheduler.schedule(this::catchUp, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Soon rather than now: who announces much shall not have each looked after alone. */
    private void lookAgain() {
        if (!shared.closed) {
            scheduler.schedule(this::catchUp, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean scanned() {
        return scanned;
    }

    private synchronized void scanned(boolean done) {
        scanned = done;
    }

    private void takeOutOfUse(String profile, String reason) {
        Profiles profiles = house.profiles();
        if (profiles != null && !shared.closed) {
            background.execute(() -> profiles.disable(profile, reason));
        }
    }

    private CompletionStage<Outcome> refused(String code, String reason, long retryMillis) {
        counters.refusedByJournal.increment();
        return CompletableFuture.completedFuture(new Outcome.Refused(code, reason, retryMillis));
    }
}
