package org.headgate.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Publishes SenML with QoS 1 through Eclipse Paho: {@link #send} returns with the PUBACK. */
final class MqttStation implements Station {
    private static final String URN = "urn:dev:ops:headgate-demo-seattle";

    private final MqttClient client;

    MqttStation(int port, String user, String password) throws MqttException {
        client = new MqttClient("tcp://127.0.0.1:" + port, "demo-seattle", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(user);
        options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        client.connect(options);
    }

    @Override
    public String name() {
        return "Seattle over MQTT";
    }

    @Override
    public String urn() {
        return URN;
    }

    @Override
    public void send(Observation observation) throws IOException {
        MqttMessage message = new MqttMessage(observation.senml(URN).getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        MqttProperties properties = new MqttProperties();
        properties.setContentType("application/senml+json");
        message.setProperties(properties);
        try {
            client.publish("senml/seattle", message);
        } catch (MqttException e) {
            throw new IOException("an MQTT publish failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            client.disconnect();
            client.close();
        } catch (MqttException e) {
            throw new IOException("the MQTT client did not close: " + e.getMessage(), e);
        }
    }
}
