package org.headgate.mqtt.source.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection that are not acknowledged yet, in order of arrival. Acknowledgements leave in that order (MQTT 5 §4.6). Safe for any thread;
 * offering happens under the lock, so that intake sees the order of arrival.
 */
final class InFlight {
    private static final long STOPPED_MILLIS = 1000;

    private final Intake intake;
    private final long limit;
    private final Watcher watcher;
    private final Deque<Entry> offered = new ArrayDeque<>();
    private final Deque<Entry> held = new ArrayDeque<>();
    private long bytes;
    private boolean holding;
    private boolean closed;
    private int undecided;

    interface Watcher {
        /** The oldest message has its outcome: {@link InFlight#decided()} has something to give. */
        void ready();

        /** Intake takes nothing at the moment: call {@link InFlight#resume()} later. */
        void refused(Outcome.Refused reason);

        /** The broker sent more than it may. */
        void overflowed();
    }

    private static final class Entry {
        private final int packetId;
        private final int qos;
        private final Message message;
        private @Nullable Outcome outcome;

        private Entry(int packetId, int qos, Message message) {
            this.packetId = packetId;
            this.qos = qos;
            this.message = message;
        }
    }

    record Decided(int packetId, int qos, Message message, Outcome outcome) {}

    InFlight(Intake intake, long limitBytes, Watcher watcher) {
        this.intake = intake;
        this.limit = limitBytes;
        this.watcher = watcher;
    }

    /** False where a message of QoS 0 found no room and is gone. */
    synchronized boolean arrived(int packetId, int qos, Message message) {
        if (closed) {
            return true;
        }
        if (bytes + message.size() > limit && bytes > 0) {
            if (qos > 0) {
                closed = true;
                watcher.overflowed();
            }
            return qos > 0;
        }
        bytes += message.size();
        held.add(new Entry(packetId, qos, message));
        offer();
        return true;
    }

    synchronized void resume() {
        holding = false;
        offer();
    }

    /** Takes no more, offers no more; what was offered is still waited for. Gives how many messages of QoS 0 were held back and are gone. */
    synchronized long close() {
        closed = true;
        long gone = held.stream().filter(entry -> entry.qos == 0).count();
        held.clear();
        return gone;
    }

    synchronized boolean settled() {
        return undecided == 0;
    }

    synchronized int size() {
        return offered.size() + held.size();
    }

    synchronized boolean holding() {
        return holding;
    }

    /** Takes what is decided from the head on. */
    synchronized List<Decided> decided() {
        List<Decided> decided = new ArrayList<>();
        for (Entry head = offered.peek(); head != null && head.outcome != null; head = offered.peek()) {
            offered.poll();
            bytes -= head.message.size();
            decided.add(new Decided(head.packetId, head.qos, head.message, head.outcome));
        }
        return decided;
    }

    private void offer() {
        while (!closed && !holding && !held.isEmpty()) {
            Entry entry = held.element();
            CompletionStage<Outcome> stage = accept(entry.message);
            if (stage.toCompletableFuture().getNow(null) instanceof Outcome.Refused refused) {
                holding = true;
                watcher.refused(refused);
                return;
            }
            held.remove();
            offered.add(entry);
            undecided++;
            stage.thenAccept(outcome -> done(entry, outcome));
        }
    }

    private CompletionStage<Outcome> accept(Message message) {
        try {
            return intake.accept(message);
        } catch (IllegalStateException e) {
            return CompletableFuture.completedFuture(
                    new Outcome.Refused("intake_stopped", "intake has just stopped", STOPPED_MILLIS));
        }
    }

    private void done(Entry entry, Outcome outcome) {
        boolean ready;
        synchronized (this) {
            undecided--;
            entry.outcome = outcome;
            ready = offered.peek() == entry;
        }
        if (ready) {
            watcher.ready();
        }
    }
}
