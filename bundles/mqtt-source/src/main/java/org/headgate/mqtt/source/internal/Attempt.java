package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.status.Problem;
import org.headgate.api.topic.TopicFilter;

/** One connection and what came over it. */
final class Attempt implements BrokerConnection.Events, InFlight.Watcher {
    private final Broker broker;
    private final Intake intake;
    private final LinkCounts counts;
    private final Map<Integer, Long> exchanges;
    private final Owner owner;
    private final BrokerConnection connection;
    private final InFlight inFlight;
    private final AtomicBoolean draining = new AtomicBoolean();
    private List<TopicFilter> asked = List.of();
    private int lastAsked;
    private boolean over;

    /** Told on its own thread; {@link #run} and {@link #later} lead there. */
    interface Owner {
        void connected(Attempt attempt, FromBroker.Connected answer);

        void subscribed(Attempt attempt, List<TopicFilter> filters, int[] codes);

        void ended(Attempt attempt, Problem reason, long atLeastMillis);

        void run(Runnable task);

        void later(long millis, Runnable task);
    }

    /** @param exchanges of QoS 2 that are not finished, packet identifier to origin key: they outlive a connection; for the owner's thread */
    Attempt(Broker broker, Intake intake, LinkCounts counts, Map<Integer, Long> exchanges, Owner owner) {
        this.broker = broker;
        this.intake = intake;
        this.counts = counts;
        this.exchanges = exchanges;
        this.owner = owner;
        this.connection = new BrokerConnection(broker, this);
        this.inFlight = new InFlight(intake, broker.waitingBytes(), this);
    }

    void connect() throws IOException, GeneralSecurityException {
        connection.start();
    }

    void subscribe(List<TopicFilter> filters) {
        asked = filters;
        lastAsked = lastAsked % 0xFFFF + 1;
        connection.subscribe(lastAsked, filters);
    }

    /** Ends without a word: the broker keeps the session. */
    void abandon() {
        over = true;
        counts.dropped.add(inFlight.close());
        connection.abandon();
    }

    void disconnect() {
        over = true;
        counts.dropped.add(inFlight.close());
        connection.disconnect();
    }

    /** Ends a write that hangs, from any thread. */
    void cut() {
        connection.abandon();
    }

    boolean settled() {
        return inFlight.settled();
    }

    boolean holding() {
        return inFlight.holding();
    }

    int unacknowledged() {
        return inFlight.size();
    }

    @Override
    public void connected(FromBroker.Connected answer) {
        counts.connects.increment();
        owner.run(() -> {
            if (!answer.resumed()) {
                exchanges.clear();
            }
            owner.connected(this, answer);
            watch();
        });
    }

    /** Looks again and again whether the broker still answers. */
    private void watch() {
        if (over) {
            return;
        }
        if (connection.alive()) {
            owner.later(connection.lookMillis(), this::watch);
        } else {
            owner.ended(this, Failure.silent(broker), 0);
        }
    }

    @Override
    public void subscribed(FromBroker.Subscribed answer) {
        owner.run(() -> {
            if (answer.packetId() == lastAsked) {
                owner.subscribed(this, asked, answer.codes());
            }
        });
    }

    @Override
    public void ended(Problem reason) {
        owner.run(() -> owner.ended(this, reason, 0));
    }

    @Override
    public void arrived(FromBroker.Publish publish) {
        counts.received.increment();
        if (broker.topics().stream().noneMatch(filter -> filter.matches(publish.topic()))) {
            counts.unasked.increment();
        }
        if (!inFlight.arrived(publish.packetId(), publish.qos(), message(publish))) {
            counts.dropped.increment();
        }
    }

    /** The broker knows that the message arrived: its identifier may be used again once that is on disk. */
    @Override
    public void released(int packetId) {
        owner.run(() -> {
            Long key = exchanges.remove(packetId);
            if (key == null) {
                complete(packetId);
            } else {
                intake.release(key).thenRun(() -> owner.run(() -> complete(packetId)));
            }
        });
    }

    private void complete(int packetId) {
        connection.send(
                new PacketWriter().acknowledge(PacketWriter.PUBCOMP, packetId).toBytes());
    }

    @Override
    public void ready() {
        if (draining.compareAndSet(false, true)) {
            owner.run(this::drain);
        }
    }

    @Override
    public void refused(Outcome.Refused reason) {
        counts.held.increment();
        owner.later(Math.max(1, reason.retryAfterMillis()), inFlight::resume);
    }

    @Override
    public void overflowed() {
        Problem problem = Failure.problem(
                broker,
                "receive_maximum_exceeded",
                "it sends more than " + broker.waitingBytes() + " bytes without waiting for acknowledgements",
                "raise packet.kib or receive.maximum, or see whether the broker honours the limits of MQTT 5");
        owner.run(() -> owner.ended(this, problem, 0));
    }

    private void drain() {
        draining.set(false);
        PacketWriter acknowledgements = new PacketWriter();
        Outcome.Refused refused = null;
        for (InFlight.Decided decided : inFlight.decided()) {
            if (decided.outcome() instanceof Outcome.Refused reason) {
                refused = reason;
                break;
            }
            acknowledge(decided, acknowledgements);
        }
        connection.send(acknowledgements.toBytes());
        if (refused != null) {
            owner.ended(this, notStored(refused), refused.retryAfterMillis());
        }
    }

    private void acknowledge(InFlight.Decided decided, PacketWriter acknowledgements) {
        if (decided.qos() == 0) {
            return;
        }
        Origin origin = decided.message().origin();
        if (decided.qos() == 2 && origin != null) {
            exchanges.put(decided.packetId(), origin.key());
        }
        acknowledgements.acknowledge(
                decided.qos() == 2 ? PacketWriter.PUBREC : PacketWriter.PUBACK, decided.packetId());
        counts.acknowledged.increment();
    }

    private Problem notStored(Outcome.Refused refused) {
        return Failure.problem(
                broker,
                "not_stored",
                "a message could not be stored: " + refused.reason() + " (" + refused.code()
                        + "); the broker sends it again",
                "see the status of intake and journal");
    }

    private Message message(FromBroker.Publish publish) {
        return new Message(
                "mqtt",
                MqttSource.NAME + "/" + broker.name(),
                publish.topic(),
                "",
                broker.trust(),
                mediaType(publish.contentType()),
                publish.payload(),
                System.currentTimeMillis(),
                publish.qos() == 0
                        ? null
                        : new Origin(MqttOrigin.key(broker, publish), MqttOrigin.seconds(broker), publish.duplicate()));
    }

    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
