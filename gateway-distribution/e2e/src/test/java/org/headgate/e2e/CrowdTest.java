package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import org.headgate.e2e.FeedReader.Manner;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.Patience;
import org.headgate.x402.ChannelWallet;
import org.headgate.x402.Payer;
import org.headgate.x402.PaymentRequired;
import org.junit.jupiter.api.Test;

/** Several who buy records at once over MQTT, of a gateway as it is installed: each is charged for what he got, once, whatever the others do. */
class CrowdTest {
    private static final Duration PATIENCE = Duration.ofSeconds(Patience.SECONDS);
    private static final String FEED = "all";
    private static final String DEVICE = "thermometer";
    private static final long PRICE = 100;
    private static final int WINDOW = 5;
    private static final int RECORDS = 60;
    private static final int NOT_AUTHORIZED = 0x87;

    @Test
    void channel_ofTwoConnectionsAtOnce_isChargedOnceForEachRecord_andBothGetAll() throws Exception {
        Shop shop = open("two-lines");
        ChannelWallet wallet = wallet(shop, 0x31);
        int port = shop.gateway.port("mqtt-door");
        try (shop;
                PayingReader left = reader(shop, "left", wallet);
                PayingReader right = reader(shop, "right", wallet)) {
            BitSet sent = sent(port, left, right);
            awaitAll(sent, left);
            awaitAll(sent, right);
            assertThat(left.unpriced() + right.unpriced()).isZero();
        }
        Books books = Books.of(shop.gateway.home);
        assertThat(books.overlaps()).as("no record is charged twice").isZero();
        assertThat(books.positions()).isEqualTo(books.ledgerCharged() / PRICE);
        assertThat(books.ledgerCharged())
                .isEqualTo(wallet.charged().longValueExact())
                .isEqualTo(books.channelsCharged())
                .isGreaterThanOrEqualTo(RECORDS * PRICE);
        assertThat(wallet.charged()).isLessThanOrEqualTo(wallet.signed());
    }

    @Test
    void buyers_besideOneWhoPaysAndNeverReads_andOneWhoReadsAndNeverPays_eachPayForWhatTheyGot() throws Exception {
        Shop shop = open("crowd");
        ChannelWallet anna = wallet(shop, 0x32);
        ChannelWallet bert = wallet(shop, 0x33);
        ChannelWallet mute = wallet(shop, 0x34);
        int port = shop.gateway.port("mqtt-door");
        long ofAnna;
        long ofBert;
        try (shop;
                Till stranger = new Till(port, payer(0x35), shop.seller, "stranger");
                Till ofMute = new Till(port, payer(0x34), shop.seller, "mute");
                PayingReader first = reader(shop, "anna", anna);
                PayingReader second = reader(shop, "bert", bert)) {
            pay(ofMute, mute);
            try (FeedReader silent = silent(shop, mute)) {
                assertThat(stranger.subscribe("feeds/" + FEED + "/records"))
                        .as("who has not paid is told so")
                        .isEqualTo(NOT_AUTHORIZED);
                BitSet sent = sent(port, first, second);
                awaitAll(sent, first);
                awaitAll(sent, second);
                Until.holds("the silent one has got his window", PATIENCE, () -> silent.received() == WINDOW);
            }
            pay(ofMute, mute);
            ofAnna = first.received();
            ofBert = second.received();
            assertThat(stranger.subscribe("feeds/" + FEED + "/records")).isEqualTo(NOT_AUTHORIZED);
        }
        Books books = Books.of(shop.gateway.home);
        assertThat(mute.charged()).as("one window, and no more").isEqualTo(WINDOW * PRICE);
        assertThat(anna.charged()).isEqualTo(ofAnna * PRICE);
        assertThat(bert.charged()).isEqualTo(ofBert * PRICE);
        assertThat(books.overlaps()).isZero();
        assertThat(books.ledgerCharged())
                .isEqualTo(
                        anna.charged().add(bert.charged()).add(mute.charged()).longValueExact());
        for (ChannelWallet one : new ChannelWallet[] {anna, bert, mute}) {
            assertThat(one.charged()).isLessThanOrEqualTo(one.signed());
        }
    }

    private static Shop open(String name) throws Exception {
        Shop shop = Shop.open(name, "market.credit.window.records=" + WINDOW);
        try {
            shop.sell(FEED, Publisher.urn(DEVICE), "--record-price", "0.0001");
            return shop;
        } catch (RuntimeException | AssertionError e) {
            shop.close();
            throw e;
        }
    }

    private static ChannelWallet wallet(Shop shop, int key) throws Exception {
        BigInteger purse = BigInteger.valueOf(10_000_000);
        ChannelWallet wallet = new ChannelWallet(filled(key), BigInteger.valueOf(100_000), purse);
        shop.chain.mint(wallet.address(), purse);
        return wallet;
    }

    private static PayingReader reader(Shop shop, String name, ChannelWallet wallet) throws Exception {
        return new PayingReader(shop.gateway.port("mqtt-door"), name, FEED, wallet, shop.seller, Shop.CHAIN);
    }

    /** What a device says once all have paid. */
    private static BitSet sent(int port, PayingReader... readers) throws Exception {
        for (PayingReader reader : readers) {
            Until.holds("a buyer has paid: " + reader.refusal(), PATIENCE, () -> reader.payments() > 0);
        }
        try (Sender device = new Sender(port, DEVICE, 1, 20)) {
            Until.holds("the device has spoken", PATIENCE, () -> device.acknowledged() >= RECORDS);
            assertThat(device.finish(PATIENCE)).isTrue();
            BitSet sent = device.acknowledgedValues();
            sent.clear(1); // makes the device known: it is adopted from the next on
            return sent;
        }
    }

    private static void awaitAll(BitSet sent, PayingReader reader) {
        Until.holds("a buyer has all: " + reader.refusal(), PATIENCE, () -> {
            BitSet missing = (BitSet) sent.clone();
            missing.andNot(reader.values(DEVICE));
            return missing.isEmpty();
        });
    }

    private static void pay(Till till, ChannelWallet wallet) throws Exception {
        ChannelWallet.Answer answer = ChannelWallet.Answer.AGAIN;
        while (answer != ChannelWallet.Answer.PAID) {
            byte[] offer = till.ask(FEED, new byte[0]).reply();
            byte[] payment =
                    wallet.pay(PaymentRequired.read(offer), Instant.now()).json();
            answer = wallet.answered(till.ask(FEED, payment).reply());
        }
    }

    /** Takes what comes and acknowledges nothing. */
    private static FeedReader silent(Shop shop, ChannelWallet wallet) throws Exception {
        var pass = new ObjectMapper()
                .createObjectNode()
                .put("buyer", "silent")
                .put("id", wallet.address().toString())
                .put("token", wallet.password(shop.seller, Shop.CHAIN, Instant.now()))
                .put("feed", FEED);
        return new FeedReader(shop.gateway.port("mqtt-door"), pass, Manner.NEVER_ACKNOWLEDGES);
    }

    private static Payer payer(int key) {
        return new Payer(Secp256k1.address(filled(key)), digest -> Secp256k1.sign(filled(key), digest));
    }

    private static byte[] filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }
}
