package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Profiles;

/** All lanes. A message goes by its (transport, {@link Profiles#line line}) always to the same one. */
final class Lanes {
    private static final int PATIENCE_SECONDS = 60;
    private static final long LOOK_AGAIN_NANOS = 500_000;

    private final Lane[] lanes;
    private final Counters counters;
    private final House house;

    Lanes(int count, Shared shared) {
        this.counters = shared.counters;
        this.house = shared.house;
        this.lanes = new Lane[count];
        for (int i = 0; i < count; i++) {
            lanes[i] = new Lane("intake-" + i, shared);
        }
    }

    void start() {
        for (Lane lane : lanes) {
            lane.start();
        }
    }

    int count() {
        return lanes.length;
    }

    void wake() {
        for (Lane lane : lanes) {
            lane.wake();
        }
    }

    void check() {
        long now = System.nanoTime();
        for (Lane lane : lanes) {
            lane.check(now);
        }
    }

    void push(Arrival arrival) {
        Message message = arrival.message();
        Profiles profiles = house.profiles();
        String line = profiles == null ? message.address() : profiles.line(message);
        int hash = line.hashCode() * 31 + message.transport().hashCode();
        int mixed = hash * 0x9e3779b9;
        lanes[(mixed >>> 16) % lanes.length].push(arrival);
    }

    /** A row that waits, to be looked at again. */
    CompletableFuture<Outcome> again(Message message, long waitingId, long generation) {
        Arrival arrival = new Arrival(message, waitingId, generation, counters);
        counters.queued.addAndGet(arrival.bytes());
        push(arrival);
        return arrival;
    }

    /** Asks each lane, in its turn between the messages. Blocks. */
    <T> List<T> ask(Function<Lane, T> question) throws JournalUnavailable {
        List<Command<T>> commands = new ArrayList<>(lanes.length);
        for (Lane lane : lanes) {
            Command<T> command = new Command<>(question);
            commands.add(command);
            lane.push(command);
        }
        List<T> answers = new ArrayList<>(lanes.length);
        for (Command<T> command : commands) {
            answers.add(answer(command));
        }
        return answers;
    }

    /** Waits until the decodes that run now are over, but no longer than this. */
    void awaitRunning(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (Lane lane : lanes) {
            Worker worker = lane.worker();
            long since = worker.since();
            while (since != 0 && worker.since() == since && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    private static <T> T answer(CompletableFuture<T> command) throws JournalUnavailable {
        try {
            return command.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CancellationException | CompletionException e) {
            throw new JournalUnavailable("intake_stopped", "a lane did not answer: " + e.getMessage(), e);
        }
    }
}
