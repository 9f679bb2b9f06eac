package org.headgate.buy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.headgate.x402.Payer;
import org.jspecify.annotations.Nullable;

/** One connection to the broker, in a session that persists. Messages are acknowledged once they are taken; they come on a thread of the client's. */
final class Door implements MqttCallback, AutoCloseable {
    private static final long SESSION_SECONDS = 7 * 86_400;
    private static final long MILLIS = 60_000;
    /** A deposit is answered once the chain has it. */
    private static final long ANSWER_MILLIS = 300_000;

    private static final int REASONS_OF_REFUSAL = 0x80;
    private static final int BAD_PASSWORD = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int MALFORMED = 0x99;

    private final MqttAsyncClient client;
    private final String user;
    private final Taker taker;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<MqttMessage> answers = new LinkedBlockingQueue<>();
    private boolean sessionPresent;

    /** Takes what comes of the feed; it is acknowledged when this returns. */
    interface Taker {
        void take(String topic, byte[] payload, Map<String, String> properties) throws IOException, Halt;
    }

    /** What is to be done something about. */
    sealed interface Event {
        /** Of the gateway, to this buyer. */
        record Notice(JsonNode content) implements Event {
            boolean isUsedUp() {
                return content.path("code").asText().equals("credit_used_up");
            }
        }

        record Gone(String why) implements Event {}

        record Stopped(Halt why) implements Event {}
    }

    private Door(MqttAsyncClient client, String user, Taker taker) {
        this.client = client;
        this.user = user;
        this.taker = taker;
    }

    static Door open(String broker, String reader, String user, byte[] password, Taker taker)
            throws Lost, Halt, InterruptedException {
        try {
            Door door = new Door(new MqttAsyncClient(uri(broker), reader, new MemoryPersistence()), user, taker);
            try {
                door.connect(password);
                return door;
            } catch (MqttException e) {
                door.close();
                throw new Lost("no connection to " + broker + ": " + text(e));
            } catch (Lost | Halt e) {
                door.close();
                throw e;
            }
        } catch (MqttException | IllegalArgumentException e) {
            throw new Halt(Halt.USAGE, broker + " is no broker's address: " + e.getMessage());
        }
    }

    private static String uri(String broker) {
        return broker.replaceFirst("^mqtt:", "tcp:")
                .replaceFirst("^mqtts:", "ssl:")
                .replaceFirst("^(tcp://[^:/]+)/?$", "$1:1883")
                .replaceFirst("^(ssl://[^:/]+)/?$", "$1:8883");
    }

    private void connect(byte[] password) throws MqttException, Lost, Halt {
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(user);
        options.setPassword(password);
        options.setCleanStart(false);
        options.setSessionExpiryInterval(SESSION_SECONDS);
        options.setConnectionTimeout((int) (MILLIS / 1000));
        options.setKeepAliveInterval(30);
        IMqttToken token = client.connect(options);
        try {
            token.waitForCompletion(MILLIS);
        } catch (MqttException e) {
            if (e.getReasonCode() == BAD_PASSWORD || e.getReasonCode() == NOT_AUTHORIZED) {
                throw new Halt(
                        Halt.FAILED,
                        "The broker does not let " + user + " in: " + text(e)
                                + ". See that this machine's clock is right, and that the gateway is the one of before.");
            }
            throw new Lost(text(e));
        }
        sessionPresent = token.getSessionPresent();
    }

    private static String text(MqttException e) {
        return e.getMessage() + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")");
    }

    /** Whether the gateway has kept our place. */
    boolean sessionPresent() {
        return sessionPresent;
    }

    /** With QoS 1. */
    void subscribe(String... filters) throws Lost, Halt {
        MqttSubscription[] all = Arrays.stream(filters)
                .map(filter -> new MqttSubscription(filter, 1))
                .toArray(MqttSubscription[]::new);
        IMqttToken token = null;
        try {
            token = client.subscribe(all);
            token.waitForCompletion(MILLIS);
        } catch (MqttException e) {
            if (token == null || token.getReasonCodes() == null) {
                throw new Lost("no answer to a subscription: " + text(e));
            }
        }
        for (int code : token.getReasonCodes()) {
            if (code >= REASONS_OF_REFUSAL) {
                MqttProperties told = token.getResponseProperties();
                throw new Halt(
                        Halt.FAILED,
                        "The gateway refuses the subscription with 0x" + Integer.toHexString(code)
                                + (told == null || told.getReasonString() == null
                                        ? ""
                                        : ": " + told.getReasonString()));
            }
        }
    }

    /** What is on its way still comes. */
    void unsubscribe(String filter) throws Lost {
        try {
            client.unsubscribe(filter).waitForCompletion(MILLIS);
        } catch (MqttException e) {
            throw new Lost("no answer to the end of a subscription: " + text(e));
        }
    }

    /** The answer to a request, from the Response Topic, to which must be subscribed. */
    byte[] ask(String topic, byte[] payload) throws Lost, InterruptedException {
        byte[] correlation = Payer.random().toString().getBytes(StandardCharsets.US_ASCII);
        MqttMessage request = new MqttMessage(payload);
        request.setQos(1);
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic("feeds/reply/" + user + "/pay");
        properties.setCorrelationData(correlation);
        properties.setContentType("application/x402+json");
        request.setProperties(properties);
        answers.clear();
        IMqttToken token = null;
        try {
            token = client.publish(topic, request);
            token.waitForCompletion(ANSWER_MILLIS);
        } catch (MqttException e) {
            throw refused(token, e.getReasonCode(), text(e));
        }
        int[] codes = token.getReasonCodes();
        if (codes != null && codes.length > 0 && codes[0] >= REASONS_OF_REFUSAL) {
            throw refused(token, codes[0], "0x" + Integer.toHexString(codes[0]));
        }
        for (MqttMessage answer = next(); ; answer = next()) {
            if (answer == null) {
                throw new Lost("no answer within " + ANSWER_MILLIS / 1000 + " s");
            }
            if (Arrays.equals(correlation, answer.getProperties().getCorrelationData())) {
                return answer.getPayload();
            }
        }
    }

    private static Lost refused(@Nullable IMqttToken token, int code, String otherwise) {
        MqttProperties told = token == null ? null : token.getResponseProperties();
        String reason = told == null || told.getReasonString() == null ? otherwise : told.getReasonString();
        boolean forGood = code == NOT_AUTHORIZED
                || code == MALFORMED
                || reason.contains("not_priced")
                || reason.contains("feed_unknown");
        return new Lost("a request was not taken: " + reason, forGood);
    }

    private @Nullable MqttMessage next() throws InterruptedException {
        return client.isConnected() ? answers.poll(ANSWER_MILLIS, TimeUnit.MILLISECONDS) : answers.poll();
    }

    /** The next event, or null after so long. */
    @Nullable
    Event await(long millis) throws InterruptedException {
        return events.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Drops the notices of used up credit that wait. */
    void forgetUsedUp() {
        events.removeIf(event -> event instanceof Event.Notice notice && notice.isUsedUp());
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws Exception {
        if (topic.equals("feeds/reply/" + user + "/pay")) {
            answers.add(message);
            return;
        }
        Map<String, String> properties = new HashMap<>();
        message.getProperties().getUserProperties().forEach(pair -> properties.put(pair.getKey(), pair.getValue()));
        try {
            if (topic.startsWith("feeds/reply/")) {
                JsonNode notice = Books.json().readTree(message.getPayload());
                if (notice.path("type").asText().equals("gap")) {
                    taker.take(topic, message.getPayload(), properties);
                }
                events.add(new Event.Notice(notice));
            } else {
                taker.take(topic, message.getPayload(), properties);
            }
        } catch (Halt e) {
            events.add(new Event.Stopped(e));
            throw e;
        } catch (IOException | RuntimeException e) {
            events.add(new Event.Stopped(new Halt(Halt.FAILED, "What came cannot be written: " + e)));
            throw e;
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException why = response.getException();
        String told = response.getReasonString();
        events.add(new Event.Gone(told != null ? told : why == null ? "closed" : text(why)));
        answers.add(new MqttMessage());
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.disconnect(1000).waitForCompletion(5000);
            }
        } catch (MqttException e) {
            events.add(new Event.Gone("closed"));
        }
        try {
            client.disconnectForcibly(0, 100, false);
        } catch (MqttException e) {
            events.add(new Event.Gone("closed"));
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            events.add(new Event.Gone("closed"));
        }
    }
}
