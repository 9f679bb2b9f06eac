package org.headgate.demo;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A buyer with a pass and an MQTT client that is not ours (Eclipse Paho). */
final class Buyer implements AutoCloseable, MqttCallback {
    private static final long SESSION_SECONDS = 3600;

    private final MqttClient client;
    private final Checked checked;
    private final String feed;
    private volatile String latest = "";

    Buyer(int port, String pass, String token, String feed, Checked checked) throws MqttException {
        this.feed = feed;
        this.checked = checked;
        client = new MqttClient("tcp://127.0.0.1:" + port, "demo-buyer", new MemoryPersistence());
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(pass);
        options.setPassword(token.getBytes(StandardCharsets.UTF_8));
        options.setCleanStart(false);
        options.setSessionExpiryInterval(SESSION_SECONDS);
        client.connect(options);
        client.subscribe(new MqttSubscription[] {
            new MqttSubscription("feeds/" + feed + "/records", 1), new MqttSubscription("feeds/" + feed + "/proofs", 1)
        });
    }

    /** The newest record, as it came. */
    String latest() {
        return latest;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        if (topic.equals("feeds/" + feed + "/proofs")) {
            checked.proof(message.getPayload());
        } else {
            Map<String, String> properties = new HashMap<>();
            message.getProperties().getUserProperties().forEach(p -> properties.put(p.getKey(), p.getValue()));
            checked.record(message.getPayload(), properties);
            latest = new String(message.getPayload(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    @Override
    public void close() throws MqttException {
        client.disconnect();
        client.close();
    }
}
