package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.headgate.api.status.Problem;
import org.headgate.api.topic.TopicFilter;

/** One connection from CONNECT to its end, on a client of its own: nothing of a broken one is used again. Calls back on Paho's threads. */
final class PahoConnection implements MqttCallback {
    private static final int CONNECT_SECONDS = 10;
    private static final long GOODBYE_MILLIS = 100;
    private static final int RETAINED_WHEN_NEW = 1;
    private static final int RETAINED_NEVER = 2;

    private final Broker broker;
    private final Events events;
    private final MqttAsyncClient client;

    interface Events {
        void connected(boolean resumed);

        void subscribed(List<TopicFilter> filters, int[] codes);

        void arrived(String topic, MqttMessage message);

        void ended(Problem problem);
    }

    PahoConnection(Broker broker, Events events) throws MqttException {
        this.broker = broker;
        this.events = events;
        this.client = new MqttAsyncClient(broker.uri(), broker.clientId(), new MemoryPersistence());
        client.setManualAcks(true);
        client.setCallback(this);
    }

    void connect() throws MqttException, IOException, GeneralSecurityException {
        client.connect(options(), null, listener(token -> events.connected(token.getSessionPresent())));
    }

    void subscribe(List<TopicFilter> filters) throws MqttException {
        MqttSubscription[] subscriptions =
                filters.stream().map(this::subscription).toArray(MqttSubscription[]::new);
        client.subscribe(
                subscriptions,
                null,
                listener(token -> events.subscribed(filters, token.getReasonCodes())),
                new MqttProperties());
    }

    void acknowledge(int packetId) {
        try {
            client.messageArrivedComplete(packetId, 1);
        } catch (MqttException e) {
            // The connection broke: the broker sends it again, and it is recognised.
        }
    }

    /** Ends without a word: the broker keeps the session. */
    void abandon() {
        end(false);
    }

    void disconnect() {
        end(true);
    }

    private void end(boolean goodbye) {
        try {
            client.disconnectForcibly(0, GOODBYE_MILLIS, goodbye && client.isConnected());
            client.close(true);
        } catch (MqttException | RuntimeException e) {
            // It was not connected any more.
        }
    }

    private MqttSubscription subscription(TopicFilter filter) {
        MqttSubscription subscription = new MqttSubscription(filter.toString(), broker.qos());
        subscription.setRetainHandling(broker.retained() ? RETAINED_WHEN_NEW : RETAINED_NEVER);
        return subscription;
    }

    private MqttConnectionOptions options() throws IOException, GeneralSecurityException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(false);
        options.setSessionExpiryInterval(broker.sessionSeconds());
        options.setReceiveMaximum(broker.receiveMaximum());
        options.setMaximumPacketSize((long) broker.packetBytes());
        options.setKeepAliveInterval(broker.keepAliveSeconds());
        options.setConnectionTimeout(CONNECT_SECONDS);
        if (!broker.user().isEmpty()) {
            options.setUserName(broker.user());
        }
        if (!broker.passwordFile().isEmpty()) {
            options.setPassword(firstLine(Files.readAllBytes(Path.of(broker.passwordFile()))));
        }
        if (broker.tls()) {
            options.setSocketFactory(TlsFiles.sockets(broker.caFile(), broker.certificateFile(), broker.keyFile()));
            options.setHttpsHostnameVerificationEnabled(true);
        }
        return options;
    }

    private static byte[] firstLine(byte[] content) {
        int end = 0;
        while (end < content.length && content[end] != '\n' && content[end] != '\r') {
            end++;
        }
        return Arrays.copyOf(content, end);
    }

    private MqttActionListener listener(Consumer<IMqttToken> success) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                success.accept(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                events.ended(problem(cause));
            }
        };
    }

    private Problem problem(Throwable cause) {
        return Failure.of(broker, cause instanceof MqttException e ? e : new MqttException(cause));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException cause = response.getException();
        events.ended(cause == null ? Failure.refused(broker, response.getReturnCode()) : Failure.of(broker, cause));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        events.arrived(topic, message);
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String uri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
