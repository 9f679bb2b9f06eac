package org.headgate.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.headgate.api.batch.Address;
import org.headgate.x402.ChannelWallet;
import org.headgate.x402.ChannelWallet.Answer;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;

/** Signs in with a wallet, pays ahead for a window of records, and pays again whenever it is used up. */
final class PayingBuyer extends Buyer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;
    private static final int TRIES = 5;

    private final ChannelWallet wallet;
    private final String replies;
    private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    private final ExecutorService paying = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "demo-paying");
        thread.setDaemon(true);
        return thread;
    });

    private PayingBuyer(int port, ChannelWallet wallet, Address gateway, String feed, Checked checked)
            throws MqttException {
        super(
                port,
                wallet.address().toString(),
                wallet.password(gateway, PaidRecords.CHAIN_ID, Instant.now()),
                feed,
                checked);
        this.wallet = wallet;
        this.replies = "feeds/reply/" + wallet.address() + "/";
    }

    /** Signed in, paid for the first window, and reading. */
    static PayingBuyer open(int port, ChannelWallet wallet, Address gateway, String feed, Checked checked)
            throws MqttException, IOException, InterruptedException {
        PayingBuyer buyer = new PayingBuyer(port, wallet, gateway, feed, checked);
        try {
            buyer.client.subscribe(buyer.replies + "#", 1);
            buyer.pay();
            buyer.read();
            return buyer;
        } catch (IOException | MqttException e) {
            buyer.close();
            throw e;
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        if (topic.equals(replies + "pay")) {
            answers.add(message.getPayload());
        } else if (topic.equals(replies + feed)) {
            noticed(message.getPayload());
        } else {
            super.messageArrived(topic, message);
        }
    }

    @Override
    void record(byte[] senml, Map<String, String> properties) {
        wallet.charged(new BigInteger(properties.getOrDefault("charged", "0")));
        super.record(senml, properties);
    }

    /** Not in Paho's own thread, which must be free for the answer. */
    private void noticed(byte[] notice) {
        try {
            if (JSON.readTree(notice).path("code").asText().equals("credit_used_up")) {
                paying.execute(this::payAgain);
            }
        } catch (IOException e) {
            checked.fault("a notice that cannot be read: " + e.getMessage());
        }
    }

    private void payAgain() {
        try {
            pay();
        } catch (IOException | MqttException e) {
            checked.fault("a payment failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pay() throws MqttException, IOException, InterruptedException {
        try {
            PaymentRequired offer = PaymentRequired.read(ask(new byte[0]));
            for (int tries = 0; tries < TRIES; tries++) {
                if (wallet.answered(ask(wallet.pay(offer, Instant.now()).json())) == Answer.PAID) {
                    return;
                }
            }
            throw new IOException("the gateway asked " + TRIES + " times for another payment");
        } catch (PaymentRefused e) {
            throw new IOException("the gateway does not sell: " + e.code() + ": " + e.getMessage(), e);
        }
    }

    private byte[] ask(byte[] payload) throws MqttException, IOException, InterruptedException {
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic(replies + "pay");
        properties.setContentType("application/x402+json");
        MqttMessage request = new MqttMessage(payload, 1, false, properties);
        client.publish("feeds/" + feed + "/pay", request);
        byte[] answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("no answer to a payment within " + PATIENCE_SECONDS + " s");
        }
        return answer;
    }

    @Override
    public void close() throws MqttException {
        paying.shutdownNow();
        super.close();
    }
}
