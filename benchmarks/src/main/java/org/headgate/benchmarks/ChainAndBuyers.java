package org.headgate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.headgate.api.batch.Address;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.x402.ChannelWallet;
import org.headgate.x402.ChannelWallet.Answer;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;

/**
 * The purse of a buyer whose records another connection reads: it pays whenever the gateway says that the credit is used up. {@code ChainAndBuyers PACKAGES} starts a local chain and
 * prints it as JSON; then a line {@code PORT<tab>GATEWAY<tab>FEED<tab>BUYERS<tab>FILE} on standard input opens a channel for each of so many buyers, writes a line
 * {@code USER<tab>PASSWORD} for each into the file, prints how many they are as JSON, and they go on paying until standard input ends.
 */
final class ChainAndBuyers implements MqttCallback {
    private static final long CHAIN = 31_337;
    private static final BigInteger DOLLARS = BigInteger.valueOf(1_000_000_000);
    private static final int PATIENCE_SECONDS = 60;
    private static final byte[] USED_UP = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChannelWallet wallet;
    private final String feed;
    private final MqttAsyncClient client;
    private final String replies;
    private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> wanted = new LinkedBlockingQueue<>();

    private ChainAndBuyers(ChannelWallet wallet, int port, String password, String feed) throws MqttException {
        this.wallet = wallet;
        this.feed = feed;
        replies = "feeds/reply/" + wallet.address() + "/";
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "bench-purse", new MemoryPersistence());
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(wallet.address().toString());
        options.setPassword(password.getBytes(StandardCharsets.US_ASCII));
        client.connect(options).waitForCompletion(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        client.subscribe(replies + "#", 1).waitForCompletion(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (LocalChain chain = LocalChain.start(Path.of(args[0]), CHAIN)) {
            System.out.printf("{\"endpoint\":\"%s\",\"dollar\":\"%s\"}%n", chain.endpoint(), chain.dollar());
            String line = in.readLine();
            if (line == null) {
                return;
            }
            String[] where = line.split("\t");
            Address gateway = Address.parse(where[1]);
            chain.rpc("anvil_setBalance", gateway.toString(), "0x56bc75e2d63100000");
            List<String> signIns = new ArrayList<>();
            for (byte number = 1; number <= Integer.parseInt(where[3]); number++) {
                byte[] key = new byte[32];
                key[31] = number;
                ChannelWallet wallet = new ChannelWallet(key, DOLLARS, DOLLARS);
                chain.mint(wallet.address(), DOLLARS);
                String password = wallet.password(gateway, CHAIN, Instant.now());
                new ChainAndBuyers(wallet, Integer.parseInt(where[0]), password, where[2]).begin();
                signIns.add(wallet.address() + "\t" + password);
            }
            Files.write(Path.of(where[4]), signIns);
            System.out.printf("{\"buyers\":%d}%n", signIns.size());
            while (in.readLine() != null) {
                // goes on paying
            }
        }
        System.exit(0);
    }

    /** Has paid once when it returns. */
    private void begin() throws MqttException, IOException, InterruptedException {
        pay();
        Thread paying = new Thread(this::payOn, "paying");
        paying.setDaemon(true);
        paying.start();
    }

    private void payOn() {
        try {
            while (true) {
                wanted.take();
                wanted.clear();
                pay();
            }
        } catch (IOException | MqttException | InterruptedException e) {
            System.err.println("paying ended: " + e);
            System.exit(1);
        }
    }

    private void pay() throws MqttException, IOException, InterruptedException {
        try {
            PaymentRequired offer = PaymentRequired.read(ask(new byte[0]));
            Answer answer = Answer.AGAIN;
            while (answer != Answer.PAID) {
                answer = wallet.answered(ask(wallet.pay(offer, Instant.now()).json()));
            }
        } catch (PaymentRefused e) {
            throw new IOException(e.code() + ": " + e.getMessage(), e);
        }
    }

    private byte[] ask(byte[] payload) throws MqttException, IOException, InterruptedException {
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic(replies + "pay");
        properties.setContentType("application/x402+json");
        client.publish("feeds/" + feed + "/pay", new MqttMessage(payload, 1, false, properties));
        byte[] answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("no answer to a payment within " + PATIENCE_SECONDS + " s");
        }
        return answer;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws IOException {
        if (topic.equals(replies + "pay")) {
            answers.add(message.getPayload());
        } else {
            JsonNode notice = JSON.readTree(message.getPayload());
            if (notice.path("code").asText().equals("credit_used_up")) {
                wanted.add(USED_UP);
            }
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        System.err.println("disconnected: " + response);
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
