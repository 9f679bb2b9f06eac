package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.status.Problem;
import org.headgate.api.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/** One connection and what came over it. */
final class Attempt implements PahoConnection.Events, InFlight.Watcher {
    private final Broker broker;
    private final LinkCounts counts;
    private final Owner owner;
    private final PahoConnection connection;
    private final InFlight inFlight;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile ResendWindow resends;

    /** Told on its own thread; {@link #run} and {@link #later} lead there. */
    interface Owner {
        void connected(Attempt attempt);

        void subscribed(Attempt attempt, List<TopicFilter> filters, int[] codes);

        void ended(Attempt attempt, Problem reason, long atLeastMillis);

        void run(Runnable task);

        void later(long millis, Runnable task);
    }

    Attempt(Broker broker, Intake intake, LinkCounts counts, Owner owner) throws MqttException {
        this.broker = broker;
        this.counts = counts;
        this.owner = owner;
        this.connection = new PahoConnection(broker, this);
        this.inFlight = new InFlight(intake, broker.waitingBytes(), this);
        this.resends = new ResendWindow(false, broker.receiveMaximum());
    }

    void connect() throws MqttException, IOException, GeneralSecurityException {
        connection.connect();
    }

    void subscribe(List<TopicFilter> filters) throws MqttException {
        connection.subscribe(filters);
    }

    /** Ends without a word: the broker keeps the session. */
    void abandon() {
        counts.dropped.add(inFlight.close());
        connection.abandon();
    }

    void disconnect() {
        counts.dropped.add(inFlight.close());
        connection.disconnect();
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
    public void connected(boolean resumed) {
        resends = new ResendWindow(resumed, broker.receiveMaximum());
        counts.connects.increment();
        owner.run(() -> owner.connected(this));
    }

    @Override
    public void subscribed(List<TopicFilter> filters, int[] codes) {
        owner.run(() -> owner.subscribed(this, filters, codes));
    }

    @Override
    public void ended(Problem reason) {
        owner.run(() -> owner.ended(this, reason, 0));
    }

    @Override
    public void arrived(String topic, MqttMessage message) {
        counts.received.increment();
        int packetId = message.getQos() == 0 ? 0 : message.getId();
        if (broker.topics().stream().noneMatch(filter -> filter.matches(topic))) {
            counts.unasked.increment();
        }
        boolean resend = packetId != 0 && resends.mayBeResend(packetId);
        if (!inFlight.arrived(packetId, message(topic, message, packetId, resend))) {
            counts.dropped.increment();
        }
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
        for (InFlight.Decided decided : inFlight.decided()) {
            if (decided.outcome() instanceof Outcome.Refused refused) {
                owner.ended(this, notStored(refused), refused.retryAfterMillis());
                return;
            }
            if (decided.packetId() != 0) {
                connection.acknowledge(decided.packetId());
                counts.acknowledged.increment();
            }
        }
    }

    private Problem notStored(Outcome.Refused refused) {
        return Failure.problem(
                broker,
                "not_stored",
                "a message could not be stored: " + refused.reason() + " (" + refused.code()
                        + "); the broker sends it again",
                "see the status of intake and journal");
    }

    private Message message(String topic, MqttMessage message, int packetId, boolean resend) {
        byte[] payload = message.getPayload();
        return new Message(
                "mqtt",
                MqttSource.NAME + "/" + broker.name(),
                topic,
                "",
                broker.trust(),
                mediaType(
                        message.getProperties() == null
                                ? null
                                : message.getProperties().getContentType()),
                payload,
                System.currentTimeMillis(),
                packetId == 0
                        ? null
                        : new Origin(MqttOrigin.key(broker, packetId, topic, payload), MqttOrigin.SECONDS, resend));
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
