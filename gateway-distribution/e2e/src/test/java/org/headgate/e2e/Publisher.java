package org.headgate.e2e;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.headgate.testkit.Patience;

/** A device on Eclipse Paho: QoS 1, a persistent session, reconnects by itself; counts up, and knows what was acknowledged. */
final class Publisher implements AutoCloseable, MqttCallback {
    final String name;
    final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final String topic;
    private final LongFunction<String> payload;
    private final MqttAsyncClient client;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ConcurrentHashMap<Integer, Long> sent = new ConcurrentHashMap<>();
    private volatile long next = 1;

    Publisher(int port, String name, String topic, LongFunction<String> payload) throws MqttException {
        this.name = name;
        this.topic = topic;
        this.payload = payload;
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, name, new MemoryPersistence());
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3600L);
        options.setAutomaticReconnect(true);
        options.setAutomaticReconnectDelay(1, 1);
        client.connect(options).waitForCompletion(Patience.MILLIS);
    }

    /** As SenML, the value being the count. */
    static Publisher senml(int port, String name) throws MqttException {
        return new Publisher(
                port, name, "senml/" + name, value -> "[{\"n\":\"" + urn(name) + ":count\",\"v\":" + value + "}]");
    }

    static String urn(String name) {
        return "urn:dev:ops:headgate-e2e-" + name;
    }

    Publisher every(Duration interval) {
        pace.scheduleAtFixedRate(this::publish, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    /** Sends no more, and waits until all that was sent is acknowledged. */
    void finish() {
        pace.shutdown();
        await().until(sent::isEmpty);
    }

    long sent() {
        return next - 1;
    }

    /** Paho keeps what it took across a lost connection and sends it again; what it did not take has not been sent. */
    private void publish() {
        MqttMessage message = new MqttMessage(payload.apply(next).getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        try {
            synchronized (sent) {
                IMqttToken token = client.publish(topic, message);
                sent.put(token.getMessageId(), next);
                next++;
            }
        } catch (MqttException e) {
            // not connected, or too many in flight: the next tick tries the same value
        }
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        synchronized (sent) {
            Long value = sent.remove(token.getMessageId());
            if (value != null) {
                acknowledged.add(value);
            }
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void messageArrived(String from, MqttMessage message) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    @Override
    public void close() throws MqttException {
        pace.shutdownNow();
        client.disconnectForcibly(100, 100, false);
        client.close(true);
    }
}
