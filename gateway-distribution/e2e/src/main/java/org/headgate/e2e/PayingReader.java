package org.headgate.e2e;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.headgate.api.batch.Address;
import org.headgate.x402.ChannelWallet;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.jspecify.annotations.Nullable;

/**
 * Buys each record of a feed over MQTT on Eclipse Paho, with a session that persists, and comes back by itself: pays again, with the same bytes, what was not answered. One thread
 * of its own, which pays; Paho's threads bring records and answers.
 */
final class PayingReader implements AutoCloseable {
    private static final long ANSWER_SECONDS = 20;
    /** A gateway that has just started may not answer yet. Doubled as long as no offer comes. */
    private static final long OFFER_SECONDS = 1;

    private static final long OPEN_NANOS = 100_000_000;

    private final int port;
    private final String clientId;
    private final String feed;
    private final ChannelWallet wallet;
    private final String password;
    private final String replies;
    private final BlockingQueue<MqttMessage> answers = new LinkedBlockingQueue<>();
    private final Map<Long, BigInteger> charges = new TreeMap<>();
    private final Map<String, BitSet> values = new HashMap<>();
    private final Thread thread;
    private long asked;
    private long connections;
    private long payments;
    private long again;
    private long unpriced;
    private @Nullable String refusal;
    private volatile boolean paying;
    private volatile boolean due = true;
    private volatile boolean closed;

    /** Begins at once. @param client identifier of the MQTT client */
    PayingReader(int port, String client, String feed, ChannelWallet wallet, Address gateway, long chainId) {
        this.port = port;
        this.clientId = client;
        this.feed = feed;
        this.wallet = wallet;
        this.password = wallet.password(gateway, chainId, Instant.now());
        this.replies = "feeds/reply/" + wallet.address() + "/";
        thread = new Thread(this::run, client);
        thread.setDaemon(true);
        thread.start();
    }

    /** Different records. */
    synchronized long received() {
        return charges.size();
    }

    /** How often a record came that had come before. */
    synchronized long again() {
        return again;
    }

    /** Records that came without a price. */
    synchronized long unpriced() {
        return unpriced;
    }

    synchronized long payments() {
        return payments;
    }

    synchronized long connections() {
        return connections;
    }

    /** Why a payment was refused for good; null where none was. */
    synchronized @Nullable String refusal() {
        return refusal;
    }

    /** Whether a payment is sent and not answered. */
    boolean paying() {
        return paying;
    }

    synchronized BitSet values(String device) {
        return (BitSet) values.getOrDefault(device, new BitSet()).clone();
    }

    private void run() {
        while (!closed) {
            try (Line line = new Line()) {
                line.serve();
            } catch (MqttException e) {
                LockSupport.parkNanos(OPEN_NANOS);
            } catch (PaymentRefused e) {
                synchronized (this) {
                    refusal = e.code() + ": " + e.getMessage();
                }
                LockSupport.parkNanos(OPEN_NANOS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void take(MqttMessage message) {
        Map<String, String> properties = new HashMap<>();
        for (UserProperty property : message.getProperties().getUserProperties()) {
            properties.put(property.getKey(), property.getValue());
        }
        BigInteger charged = new BigInteger(properties.getOrDefault("charged", "0"));
        if (!properties.containsKey("price")) {
            unpriced++;
        }
        if (charges.putIfAbsent(Long.valueOf(properties.getOrDefault("seq", "0")), charged) != null) {
            again++;
        }
        wallet.charged(charged);
        Reading reading = Reading.in(message.getPayload(), 0);
        values.computeIfAbsent(reading.device(), device -> new BitSet()).set((int) reading.count());
    }

    /** One connection. What is under way when it breaks is forgotten here, and asked for again on the next. */
    private final class Line implements AutoCloseable, MqttCallback {
        private final MqttClient client;
        private volatile boolean broken;
        private long offerSeconds = OFFER_SECONDS;

        Line() throws MqttException {
            client = new MqttClient("tcp://127.0.0.1:" + port, clientId, new MemoryPersistence());
            client.setTimeToWait(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
            client.setCallback(this);
        }

        void serve() throws MqttException, PaymentRefused, InterruptedException {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName(wallet.address().toString());
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
            options.setCleanStart(false);
            options.setSessionExpiryInterval(3600L);
            client.connect(options);
            synchronized (PayingReader.this) {
                connections++;
            }
            client.subscribe(replies + "#", 1);
            while (due && !closed && !broken) {
                pay();
            }
            client.subscribe("feeds/" + feed + "/records", 1);
            while (!closed && !broken) {
                if (due) {
                    pay();
                } else {
                    Until.within(Duration.ofMillis(100), () -> due || broken || closed);
                }
            }
        }

        private void pay() throws MqttException, PaymentRefused, InterruptedException {
            MqttMessage offer = ask(new byte[0], offerSeconds);
            if (offer == null) {
                offerSeconds = Math.min(ANSWER_SECONDS, 2 * offerSeconds);
                return;
            }
            offerSeconds = OFFER_SECONDS;
            // A notice that comes from here on asks for the payment after this one.
            due = false;
            paying = true;
            MqttMessage answer;
            try {
                answer = ask(
                        wallet.pay(PaymentRequired.read(offer.getPayload()), Instant.now())
                                .json(),
                        ANSWER_SECONDS);
            } catch (MqttException | PaymentRefused e) {
                due = true;
                throw e;
            } finally {
                paying = false;
            }
            if (answer == null || wallet.answered(answer.getPayload()) != ChannelWallet.Answer.PAID) {
                due = true;
                return;
            }
            synchronized (PayingReader.this) {
                payments++;
            }
        }

        /** Null where no answer comes on this connection. */
        private @Nullable MqttMessage ask(byte[] payload, long seconds) throws MqttException, InterruptedException {
            byte[] mark = Long.toString(++asked).getBytes(StandardCharsets.US_ASCII);
            MqttProperties properties = new MqttProperties();
            properties.setResponseTopic(replies + "pay");
            properties.setCorrelationData(mark);
            properties.setContentType("application/x402+json");
            client.publish("feeds/" + feed + "/pay", new MqttMessage(payload, 1, false, properties));
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (!broken && !closed && System.nanoTime() - until < 0) {
                MqttMessage answer = answers.poll(50, TimeUnit.MILLISECONDS);
                if (answer != null && Arrays.equals(mark, answer.getProperties().getCorrelationData())) {
                    return answer;
                }
            }
            return null;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            if (topic.equals(replies + "pay")) {
                answers.add(message);
            } else if (topic.equals(replies + feed)) {
                due |= new String(message.getPayload(), StandardCharsets.UTF_8).contains("credit_used_up");
            } else {
                take(message);
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            broken = true;
        }

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
            try {
                client.disconnectForcibly(100, 100, false);
            } finally {
                client.close(true);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2 * ANSWER_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
