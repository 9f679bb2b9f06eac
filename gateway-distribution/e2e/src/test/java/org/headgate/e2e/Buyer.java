package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.headgate.testkit.Patience;

/** Reads a feed with a pass through Eclipse Paho: QoS 1, a persistent session, reconnects by itself, subscribes once. */
final class Buyer implements AutoCloseable, MqttCallback {
    final List<Long> sequences = new CopyOnWriteArrayList<>();
    final AtomicReference<MqttDisconnectResponse> disconnected = new AtomicReference<>();
    private final MqttAsyncClient client;

    /** @param pass as {@code pass grant --json} prints it */
    Buyer(int port, JsonNode pass) throws MqttException {
        client = new MqttAsyncClient(
                "tcp://127.0.0.1:" + port, "buyer-" + pass.get("buyer").asText(), new MemoryPersistence());
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(pass.get("id").asText());
        options.setPassword(pass.get("token").asText().getBytes(StandardCharsets.UTF_8));
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3600L);
        options.setAutomaticReconnect(true);
        options.setAutomaticReconnectDelay(1, 1);
        client.connect(options).waitForCompletion(Patience.MILLIS);
        client.subscribe("feeds/" + pass.get("feed").asText() + "/records", 1).waitForCompletion(Patience.MILLIS);
    }

    boolean connected() {
        return client.isConnected();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        for (UserProperty property : message.getProperties().getUserProperties()) {
            if (property.getKey().equals("seq")) {
                sequences.add(Long.valueOf(property.getValue()));
            }
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        disconnected.set(response);
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
    public void close() throws MqttException {
        client.disconnectForcibly(100, 100, false);
        client.close(true);
    }
}
