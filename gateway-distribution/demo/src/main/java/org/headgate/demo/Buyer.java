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

/** A buyer with an MQTT client that is not ours (Eclipse Paho), who is signed in. */
class Buyer implements AutoCloseable, MqttCallback {
    private static final long SESSION_SECONDS = 3600;
    private static final long PATIENCE_MILLIS = 60_000;

    final MqttClient client;
    final Checked checked;
    final String feed;
    private volatile String latest = "";

    Buyer(int port, String user, String password, String feed, Checked checked) throws MqttException {
        this.feed = feed;
        this.checked = checked;
        client = new MqttClient("tcp://127.0.0.1:" + port, "demo-buyer", new MemoryPersistence());
        client.setTimeToWait(PATIENCE_MILLIS);
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(user);
        options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        options.setCleanStart(false);
        options.setSessionExpiryInterval(SESSION_SECONDS);
        client.connect(options);
    }

    /** From now on everything that the feed sells. */
    final void read() throws MqttException {
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
        } else if (topic.equals("feeds/" + feed + "/records")) {
            Map<String, String> properties = new HashMap<>();
            message.getProperties().getUserProperties().forEach(p -> properties.put(p.getKey(), p.getValue()));
            record(message.getPayload(), properties);
        }
    }

    void record(byte[] senml, Map<String, String> properties) {
        checked.record(senml, properties);
        latest = new String(senml, StandardCharsets.UTF_8);
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
