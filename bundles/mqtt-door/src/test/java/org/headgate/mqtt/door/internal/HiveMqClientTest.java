package org.headgate.mqtt.door.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HiveMQ's client: it holds a server to flow control and to aliases more strictly than others do. */
class HiveMqClientTest {
    private static final int MESSAGES = 200;

    private final TestDoor door = new TestDoor();

    @BeforeEach
    void open() {
        door.start(TestDoor.LIMITS, null, TestDoor.WITH_WEBSOCKET, "mqtt-door.websocket");
    }

    @AfterEach
    void close() {
        door.close();
    }

    private MqttClientBuilder builder(String identifier, boolean webSocket) {
        MqttClientBuilder builder = MqttClient.builder()
                .identifier(identifier)
                .serverHost("127.0.0.1")
                .serverPort(door.port());
        return webSocket
                ? builder.serverPort(door.door().port("mqtt-door.websocket")).webSocketWithDefaultConfig()
                : builder;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void five_moreThanTheWindow_allArriveInOrderWithinTheQuotas(boolean webSocket) throws Exception {
        Mqtt5BlockingClient reader =
                builder("reader", webSocket).useMqttVersion5().buildBlocking();
        Mqtt5ConnAck welcome = reader.connectWith()
                .restrictions()
                .receiveMaximum(3)
                .topicAliasMaximum(2)
                .applyRestrictions()
                .send();
        assertThat(welcome.getRestrictions().getReceiveMaximum()).isEqualTo(64);
        assertThat(welcome.getRestrictions().getMaximumPacketSize()).isEqualTo(1 << 20);
        Mqtt5BlockingClient writer =
                builder("writer", webSocket).useMqttVersion5().buildBlocking();
        writer.connect();
        List<String> received = new ArrayList<>();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = reader.publishes(MqttGlobalPublishFilter.ALL)) {
            reader.subscribeWith()
                    .topicFilter("far/#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .send();
            for (int i = 0; i < MESSAGES; i++) {
                writer.toAsync()
                        .publishWith()
                        .topic("far/" + i % 4)
                        .qos(MqttQos.fromCode(1 + i % 2))
                        .payload(Integer.toString(i).getBytes(UTF_8))
                        .userProperties()
                        .add("n", Integer.toString(i))
                        .applyUserProperties()
                        .send();
            }
            for (int i = 0; i < MESSAGES; i++) {
                Optional<Mqtt5Publish> next = publishes.receive(Patience.SECONDS, TimeUnit.SECONDS);
                assertThat(next).as("message %d", i).isPresent();
                String text = new String(next.get().getPayloadAsBytes(), UTF_8);
                assertThat(next.get().getTopic()).hasToString("far/" + Integer.parseInt(text) % 4);
                assertThat(next.get().getUserProperties().asList().get(0).getValue())
                        .hasToString(text);
                received.add(text);
            }
        }
        assertThat(received).doesNotHaveDuplicates().hasSize(MESSAGES);
        writer.disconnect();
        reader.disconnect();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void three_allQos_arrive(boolean webSocket) throws Exception {
        Mqtt3BlockingClient client =
                builder("both", webSocket).useMqttVersion3().buildBlocking();
        client.connect();
        try (Mqtt3BlockingClient.Mqtt3Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter("a").qos(MqttQos.EXACTLY_ONCE).send();
            for (MqttQos qos : MqttQos.values()) {
                client.publishWith().topic("a").qos(qos).payload(new byte[] {1}).send();
                Optional<Mqtt3Publish> next = publishes.receive(Patience.SECONDS, TimeUnit.SECONDS);
                assertThat(next).isPresent();
                assertThat(next.get().getQos()).isEqualTo(qos);
            }
        }
        client.disconnect();
    }
}
