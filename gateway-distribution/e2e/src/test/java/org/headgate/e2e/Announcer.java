package org.headgate.e2e;

import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.headgate.testkit.Patience;

/** A device that says once what it is, as Home Assistant's discovery wants it, and after that only numbers. */
record Announcer(int port, int number) {

    /** Returns once it is acknowledged. */
    void announce() throws MqttException {
        publish(
                "homeassistant/sensor/e2e-" + number + "/count/config",
                "{\"state_topic\":\"" + topic() + "\",\"unit_of_measurement\":\"W\",\"device\":{\"identifiers\":\"e2e-"
                        + number + "\"}}");
    }

    /** Returns once it is acknowledged. */
    void tell(int value) throws MqttException {
        publish(topic(), Integer.toString(value));
    }

    String quantity() {
        return "urn:dev:ops:headgate-mqtt-homeassistant_2fe2e-" + number + ":count";
    }

    private String topic() {
        return "announced/" + number;
    }

    private void publish(String topic, String payload) throws MqttException {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + port, "announcer-" + number, new MemoryPersistence());
        client.setTimeToWait(Patience.MILLIS);
        client.connect();
        client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
        client.disconnect();
        client.close();
    }
}
