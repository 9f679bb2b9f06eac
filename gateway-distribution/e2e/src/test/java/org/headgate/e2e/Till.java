package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
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
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.headgate.api.batch.Address;
import org.headgate.testkit.Patience;
import org.headgate.x402.Payer;

/** A wallet's connection to the broker, on Eclipse Paho, on which it asks and pays, and reads nothing unless told to. */
final class Till implements AutoCloseable, MqttCallback {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MqttAsyncClient client;
    private final String replies;
    private final BlockingQueue<MqttMessage> answers = new LinkedBlockingQueue<>();
    private int asked;

    /** @param reply null where the request was not taken @param refusal why: the code, a colon, the reason; empty where there is a reply */
    record Answer(byte[] reply, String refusal) {
        JsonNode json() throws IOException {
            return JSON.readTree(reply);
        }

        /** Of a refusal, whoever refused; empty where it was paid. */
        String code() throws IOException {
            if (reply == null) {
                return refusal.replaceFirst(":.*", "");
            }
            return json().has("accepts")
                    ? json().path("error").asText()
                    : json().path("errorReason").asText();
        }
    }

    Till(int port, Payer wallet, Address gateway, String clientId) throws MqttException {
        replies = "feeds/reply/" + wallet.address() + "/";
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, clientId, new MemoryPersistence());
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(wallet.address().toString());
        options.setPassword(wallet.password(gateway, Shop.CHAIN, Instant.now()).getBytes(StandardCharsets.UTF_8));
        options.setCleanStart(true);
        client.connect(options).waitForCompletion(Patience.MILLIS);
        client.subscribe(replies + "pay", 1).waitForCompletion(Patience.MILLIS);
    }

    /** The reason code that the broker gives to a subscription. */
    int subscribe(String filter) throws MqttException {
        IMqttToken token = client.subscribe(filter, 1);
        try {
            token.waitForCompletion(Patience.MILLIS);
        } catch (MqttException e) {
            if (token.getReasonCodes() == null) {
                throw e;
            }
        }
        return token.getReasonCodes()[0];
    }

    Answer ask(String feed, byte[] payload) throws MqttException, InterruptedException {
        byte[] mark = Integer.toString(++asked).getBytes(StandardCharsets.US_ASCII);
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic(replies + "pay");
        properties.setCorrelationData(mark);
        properties.setContentType("application/x402+json");
        MqttMessage request = new MqttMessage(payload, 1, false, properties);
        IMqttToken token = client.publish("feeds/" + feed + "/pay", request);
        try {
            token.waitForCompletion(Patience.MILLIS);
        } catch (MqttException e) {
            return new Answer(null, reason(token, e.toString()));
        }
        int[] codes = token.getReasonCodes();
        if (codes != null && codes.length > 0 && codes[0] >= 0x80) {
            return new Answer(null, reason(token, "0x" + Integer.toHexString(codes[0])));
        }
        while (true) {
            MqttMessage answer = answers.poll(Patience.SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer to a request at " + feed);
            }
            if (Arrays.equals(mark, answer.getProperties().getCorrelationData())) {
                return new Answer(answer.getPayload(), "");
            }
        }
    }

    private static String reason(IMqttToken token, String otherwise) {
        MqttProperties told = token.getResponseProperties();
        return told == null || told.getReasonString() == null ? otherwise : told.getReasonString();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        if (topic.equals(replies + "pay")) {
            answers.add(message);
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(100, 100, false);
        client.close(true);
    }
}
