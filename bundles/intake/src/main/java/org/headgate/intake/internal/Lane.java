package org.headgate.intake.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.headgate.api.device.Devices;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.JournalWriter;
import org.headgate.api.journal.Written;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Profiles;
import org.headgate.api.profile.Profiles.Match;
import org.headgate.api.profile.Reading;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of messages, decoded one after the other. Many push, the lane's worker takes all there is at once. Everything but the queue is touched by the worker
 * alone, or by the one that replaces it after it was given up ({@link Worker}).
 */
final class Lane {
    private static final long LOOK_AGAIN_NANOS = 200_000;
    private static final int MOST_STUCK = 8;
    private static final int ANNOUNCED_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final Job IDLE = new Command<>(lane -> "idle");

    private final AtomicReference<@Nullable Job> incoming = new AtomicReference<>();
    private final ArrayDeque<Job> taken = new ArrayDeque<>();
    private final List<Arrival> parked = new ArrayList<>();
    private final Set<Long> parkedAddresses = new HashSet<>();
    private final String name;
    private final Shared shared;
    private CompletionStage<Written> lastWaiting = CompletableFuture.completedFuture(new Written(0, 0, false));
    private volatile Worker worker;

    Lane(String name, Shared shared) {
        this.name = name;
        this.shared = shared;
        this.worker = new Worker(this, name, null, "");
    }

    void start() {
        worker.start();
    }

    void push(Job job) {
        Job head;
        do {
            head = incoming.get();
            job.next(head == IDLE ? null : head);
        } while (!incoming.compareAndSet(head, job));
        if (head == IDLE) {
            worker.wake();
        }
        if (shared.closed) {
            cancelIncoming();
        }
    }

    /** Something that the lane waits for may have changed. */
    void wake() {
        worker.wake();
    }

    Worker worker() {
        return worker;
    }

    /** Gives the worker up if it decodes for longer than it may, and puts another in its place. */
    void check(long nowNanos) {
        Worker late = worker;
        if (late.giveUp(nowNanos, shared.decodeNanos)) {
            Worker fresh = new Worker(this, name, late.arrival(), late.profile(shared.house.profiles()));
            late.interrupt();
            worker = fresh;
            shared.abandoned.incrementAndGet();
            shared.stuck.incrementAndGet();
            fresh.start();
        }
    }

    /** Takes all there is and runs it, until the lane is closed or the worker was given up. */
    void work(Worker me) {
        while (true) {
            if (shared.closed) {
                cancelAll();
                return;
            }
            if (!shared.open) {
                LockSupport.park(this);
                continue;
            }
            Job job = taken.poll();
            if (job == null) {
                takeIncoming();
                continue;
            }
            run(job);
            if (me.givenUp()) {
                return;
            }
        }
    }

    /** Whatever goes wrong with one message, the lane goes on with the next. */
    private void run(Job job) {
        try {
            job.run(this);
        } catch (RuntimeException e) {
            LOG.error("a message could not be taken in", e);
            job.cancel();
        }
    }

    /** A worker that was given up has ended after all. */
    void ended() {
        shared.stuck.decrementAndGet();
    }

    void handle(Arrival arrival) {
        Profiles profiles = shared.house.profiles();
        Match match = null;
        if (profiles != null) {
            Worker me = worker;
            me.begin(arrival, "");
            match = profiles.match(arrival.message()).orElse(null);
            if (!me.end()) {
                return;
            }
        }
        if (arrival.waitingId() != 0) {
            again(arrival, match, profiles);
        } else if (isParked(arrival)) {
            parked.add(arrival);
        } else if (match == null) {
            unclaimed(arrival, profiles);
        } else if (mustQueue(arrival.message(), profiles)) {
            queueBehind(arrival);
        } else {
            decode(arrival, match);
        }
    }

    /** Messages whose order goes beyond their address queue until all that waits was looked at: what is before them may wait at another address. */
    private boolean mustQueue(Message message, Profiles profiles) {
        if (!shared.settled.is(profiles)) {
            return shared.held.contains(message) || !profiles.line(message).equals(message.address());
        }
        return !shared.newlyAnnounced.isEmpty()
                && shared.newlyAnnounced.contains(HeldAddresses.hash(message))
                && shared.held.contains(message);
    }

    /** Rows are judged under one set of profiles: else a later one could be claimed and an earlier one not. */
    private void again(Arrival row, @Nullable Match match, @Nullable Profiles profiles) {
        if (match != null && profiles != null && row.generation() == profiles.generation()) {
            decode(row, match);
        } else {
            shared.held.add(row.message());
            row.leave();
        }
    }

    private void decode(Arrival arrival, Match match) {
        Worker me = worker;
        me.begin(arrival, match.profileId());
        Decoder.Result result = Decoder.decode(arrival.message(), match, shared.house, shared.sightings);
        if (me.end()) {
            shared.strikes.clear(match.profileId());
            keep(arrival, match.profileId(), result);
        }
    }

    /** Quarantine, and out of use after three in a row. */
    void tookTooLong(Arrival arrival, String profile) {
        shared.counters.timeouts.increment();
        long millis = shared.decodeNanos / 1_000_000;
        quarantine(
                arrival,
                "decode_timeout",
                "profile " + (profile.isEmpty() ? "?" : profile) + " took longer than decode.ms, " + millis);
        if (profile.isEmpty()) {
            return;
        }
        if (shared.strikes.add(profile)) {
            shared.outOfUse.accept(
                    profile, Strikes.OUT + " messages in a row took longer than decode.ms (" + millis + ")");
        } else if (shared.stuck.get() > MOST_STUCK) {
            shared.outOfUse.accept(
                    profile, "more than " + MOST_STUCK + " decodes that took longer than decode.ms never ended");
        }
    }

    /** Those that were kept in memory while the last of what waits was decoded are next, in their order. */
    void unpark() {
        for (int i = parked.size() - 1; i >= 0; i--) {
            taken.addFirst(parked.get(i));
        }
        parked.clear();
        parkedAddresses.clear();
    }

    /** When it completes, all that this lane let wait is on disk, or failed. */
    CompletionStage<Written> lastWaiting() {
        return lastWaiting;
    }

    private boolean isParked(Arrival arrival) {
        return !parked.isEmpty() && parkedAddresses.contains(lineHash(arrival.message()));
    }

    private long lineHash(Message message) {
        Profiles profiles = shared.house.profiles();
        return HeldAddresses.hash(message.transport(), profiles == null ? message.address() : profiles.line(message));
    }

    private void queueBehind(Arrival arrival) {
        if (shared.handover) {
            parked.add(arrival);
            parkedAddresses.add(lineHash(arrival.message()));
        } else {
            shared.counters.behind.increment();
            letWait(arrival);
        }
    }

    private void unclaimed(Arrival arrival, @Nullable Profiles profiles) {
        Message message = arrival.message();
        if (!admits(message, profiles)) {
            arrival.ignore();
            return;
        }
        shared.held.add(message);
        if (profiles != null && profiles.isAnnounced(message, message.address())) {
            // Just now, by another lane, which may not have seen that something is about to wait.
            handle(arrival);
        } else {
            letWait(arrival);
        }
    }

    /** Where no registry says who claims what, nothing is known to be nobody's. */
    private boolean admits(Message message, @Nullable Profiles profiles) {
        return shared.topics.admits(message) || profiles == null && message.payload().length > 0;
    }

    private void letWait(Arrival arrival) {
        shared.held.add(arrival.message());
        CompletionStage<Written> written = write(arrival, new JournalEntry.Waiting(arrival.message()));
        if (written != null) {
            lastWaiting = written;
        }
    }

    private void keep(Arrival arrival, String profile, Decoder.Result result) {
        if (result instanceof Decoder.Result.Contributions kept) {
            if (announce(arrival, profile, kept.reading())) {
                contribute(arrival, profile, kept);
            }
        } else if (result instanceof Decoder.Result.Nothing nothing) {
            if (announce(arrival, profile, nothing.reading())) {
                leaveOut(arrival);
            }
        } else if (result instanceof Decoder.Result.Refused refused) {
            if (refused.code().equals("profile_fault")) {
                shared.counters.faults.increment();
            }
            quarantine(arrival, refused.code(), refused.reason());
        }
    }

    private void contribute(Arrival arrival, String profile, Decoder.Result.Contributions kept) {
        Origin origin = arrival.waitingId() == 0 ? arrival.message().origin() : null;
        if (kept.hasSightings()) {
            arrival.ifRefused(() -> shared.sightings.notWritten(arrival.message(), profile));
        }
        write(arrival, new JournalEntry.Contributions(kept.contributions(), origin, arrival.waitingId()));
        Devices devices = shared.house.devices();
        if (devices != null) {
            kept.heard().forEach(devices::seen);
        }
    }

    private void leaveOut(Arrival arrival) {
        if (arrival.waitingId() != 0) {
            arrival.planned(new Outcome.Ignored());
            write(arrival, new JournalEntry.Discarded(arrival.waitingId()));
        } else {
            arrival.ignoreLater();
        }
    }

    /** False where the message came to its end here. */
    private boolean announce(Arrival arrival, String profile, Reading reading) {
        Profiles profiles = shared.house.profiles();
        if (!reading.saysMore() || profiles == null) {
            return true;
        }
        try {
            List<String> fresh = Announcing.begin(shared, profiles, arrival.message(), reading);
            CompletionStage<Void> stored;
            try {
                stored = profiles.announce(profile, arrival.message(), reading);
            } finally {
                Announcing.end(shared, arrival.message(), fresh);
            }
            shared.counters.announcements.add(reading.announced().size());
            if (arrival.waitingId() != 0) {
                return isStored(arrival, stored);
            }
            arrival.after(stored);
            return true;
        } catch (MalformedPayload e) {
            quarantine(arrival, e.code(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** A row that waited was acknowledged long ago: it goes only once what it announced is on disk. */
    private static boolean isStored(Arrival row, CompletionStage<Void> stored) {
        try {
            stored.toCompletableFuture().get(ANNOUNCED_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            row.notAnnounced(e);
        } catch (ExecutionException | TimeoutException e) {
            row.notAnnounced(e.getCause() == null ? e : e.getCause());
        }
        return false;
    }

    private void quarantine(Arrival arrival, String code, String reason) {
        arrival.planned(new Outcome.Quarantined(code, reason));
        write(arrival, new JournalEntry.Quarantined(arrival.message(), code, reason, arrival.waitingId()));
    }

    private @Nullable CompletionStage<Written> write(Arrival arrival, JournalEntry entry) {
        while (true) {
            JournalWriter writer = shared.house.writer();
            if (writer == null) {
                arrival.refuse("journal_missing", "the journal is not running");
                return null;
            }
            CompletableFuture<Written> written = writer.write(entry).toCompletableFuture();
            if (shared.closed || !isQueueFull(written)) {
                written.whenComplete(arrival);
                return written;
            }
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
    }

    /** Then the lane waits: what was taken from a transport is not given back for want of room. */
    private static boolean isQueueFull(CompletableFuture<Written> written) {
        if (!written.isCompletedExceptionally()) {
            return false;
        }
        try {
            written.join();
            return false;
        } catch (CompletionException e) {
            return e.getCause() instanceof JournalUnavailable unavailable
                    && unavailable.code().equals("queue_full");
        }
    }

    private void takeIncoming() {
        Job newest = incoming.getAndSet(null);
        if (newest == null || newest == IDLE) {
            if (incoming.compareAndSet(null, IDLE)) {
                LockSupport.park(this);
            }
            return;
        }
        for (Job job = newest; job != null; job = unlink(job)) {
            taken.addFirst(job);
        }
    }

    private static @Nullable Job unlink(Job job) {
        Job next = job.next();
        job.next(null);
        return next;
    }

    private void cancelAll() {
        unpark();
        taken.forEach(Job::cancel);
        taken.clear();
        cancelIncoming();
    }

    private void cancelIncoming() {
        for (Job job = incoming.getAndSet(null); job != null && job != IDLE; job = unlink(job)) {
            job.cancel();
        }
    }
}
