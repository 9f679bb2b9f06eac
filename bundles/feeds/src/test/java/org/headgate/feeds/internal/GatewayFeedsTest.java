package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.headgate.api.batch.Hash;
import org.headgate.api.feed.Feeds.FeedRefused;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.feed.Feeds.Span;
import org.headgate.api.journal.Contribution;
import org.headgate.api.market.PaymentMeans;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.proof.Eip712;
import org.headgate.proof.FeedOffer;
import org.headgate.proof.Keccak;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleProof;
import org.headgate.proof.Secp256k1;
import org.junit.jupiter.api.Test;

class GatewayFeedsTest extends GatewayTest {
    private static final String DEVICE = "urn:dev:ops:a";

    @Test
    void put_newFeed_hasTopicsAndSurvivesARestart() throws Exception {
        gateway.journal.add(gateway.now.get(), DEVICE, "t", 1.0);
        FeedState state = gateway.put(Definitions.RAW);

        assertThat(state.definition().version()).isEqualTo(1);
        assertThat(gateway.feeds.topics())
                .containsOnlyKeys(
                        "feeds/greenhouse/records", "feeds/greenhouse/records/leaf", "feeds/greenhouse/proofs");
        assertThat(gateway.all("feeds/greenhouse/records")).hasSize(1);
        gateway.restart();
        assertThat(gateway.feeds.find("greenhouse").orElseThrow().definition()).isEqualTo(state.definition());
        assertThat(gateway.all("feeds/greenhouse/records/leaf")).hasSize(1);
        assertThat(gateway.topicsChanged.get()).isPositive();
    }

    @Test
    void put_sameAgain_makesNoVersionButAChangeDoesFromItsSequenceOn() throws Exception {
        gateway.put(Definitions.RAW.devices("*a"));
        assertThat(gateway.put(Definitions.RAW.devices("*a")).definition().version())
                .isEqualTo(
                        gateway.put(Definitions.RAW.devices("*a")).definition().version());
        int version = gateway.put(Definitions.RAW.devices("*a")).definition().version();
        gateway.journal.add(gateway.now.get(), "urn:dev:ops:a", "t", 1.0);
        gateway.journal.add(gateway.now.get(), "urn:dev:ops:b", "t", 1.0);
        gateway.put(Definitions.RAW.devices("*b"));
        gateway.journal.add(gateway.now.get(), "urn:dev:ops:a", "t", 1.0);
        gateway.journal.add(gateway.now.get(), "urn:dev:ops:b", "t", 1.0);

        assertThat(gateway.feeds.find("greenhouse").orElseThrow().definition().version())
                .isEqualTo(version + 1);
        assertThat(gateway.all("feeds/greenhouse/records"))
                .extracting(Item::position)
                .containsExactly(1L, 4L);
        gateway.restart();
        assertThat(gateway.all("feeds/greenhouse/records"))
                .extracting(Item::position)
                .containsExactly(1L, 4L);
    }

    @Test
    void put_whatCannotBe_isRefused() {
        gateway.put(Definitions.RAW);

        assertThat(refused(Definitions.RAW.window(60))).isEqualTo("feed_kind_fixed");
        assertThat(refused(Definitions.RAW.id("reply"))).isEqualTo("feed_id_reserved");
        gateway.put(Definitions.RAW.id("b"));
        gateway.put(Definitions.RAW.id("c"));
        gateway.put(Definitions.RAW.id("d"));
        assertThat(refused(Definitions.RAW.id("e"))).isEqualTo("feeds_full");
    }

    @Test
    void remove_feed_takesTopicsAndRetainedMessagesAway() throws Exception {
        gateway.put(Definitions.RAW);
        await().until(() -> gateway.retained.containsKey("feeds/greenhouse/offer"));

        assertThat(gateway.feeds.remove("greenhouse").toCompletableFuture().join())
                .isTrue();
        assertThat(gateway.feeds.remove("greenhouse").toCompletableFuture().join())
                .isFalse();

        assertThat(gateway.feeds.topics()).isEmpty();
        assertThat(gateway.retained).containsOnlyKeys("feeds/catalog");
        assertThat(gateway.json("feeds/catalog")).isEmpty();
        gateway.restart();
        assertThat(gateway.feeds.list()).isEmpty();
        assertThat(gateway.put(Definitions.RAW).definition().version()).isEqualTo(2);
    }

    @Test
    void offer_published_isSignedOverTheExactTerms() throws Exception {
        gateway.put(Definitions.RAW.replay(12));
        await().until(() -> gateway.retained.containsKey("feeds/greenhouse/offer")
                && gateway.json("feeds/greenhouse/offer").has("signature"));
        JsonNode offer = gateway.json("feeds/greenhouse/offer");
        JsonNode signed = offer.path("offer");
        String text = offer.path("terms").asText();
        Hash terms = Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
        FeedOffer struct = new FeedOffer(
                gateway.batches.address(),
                "greenhouse",
                signed.path("version").asInt(),
                terms,
                signed.path("validUntil").asLong());

        assertThat(gateway.retained.get("feeds/greenhouse/offer").retain()).isTrue();
        assertThat(signed.path("terms").asText()).isEqualTo(terms.toString());
        assertThat(Secp256k1.recover(
                        Eip712.digest(Eip712.hashStruct(struct)),
                        HexFormat.of().parseHex(offer.path("signature").asText().substring(2))))
                .isEqualTo(gateway.batches.address());
        JsonNode read = Gateway.JSON.readTree(text);
        assertThat(read.path("replayHours").asInt()).isEqualTo(12);
        assertThat(read.path("price").path("scheme").asText()).isEqualTo("grant");
        assertThat(signed.path("validUntil").asLong()).isEqualTo(gateway.now.get() / 1_000 + 86_400);
        assertThat(Gateway.JSON.readTree(gateway.feeds.catalog())).isEqualTo(gateway.json("feeds/catalog"));
        JsonNode entry = gateway.json("feeds/catalog").get(0);
        assertThat(entry.path("id").asText()).isEqualTo("greenhouse");
        assertThat(entry.path("links").path("records").asText()).isEqualTo("feeds/greenhouse/records");
        assertThat(gateway.feeds.find("greenhouse").orElseThrow().offer()).isEqualTo(offer.toString());
    }

    @Test
    void offer_withPrices_tellsThemOnceSomethingCanBePaidIn() throws Exception {
        gateway.put(Definitions.RAW.tariff(2_500_000, 2_592_000, 100, 0));
        await().untilAsserted(() ->
                assertThat(terms().path("price").path("scheme").asText()).isEqualTo("grant"));
        gateway.feeds.bindPayments(() -> Optional.of(
                new PaymentMeans.Means("eip155:8453", "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913", "USD")));

        await().untilAsserted(() -> assertThat(terms().path("price").toString())
                .isEqualTo(
                        "{\"schemes\":[\"exact\",\"batch-settlement\"],\"currency\":\"USD\",\"network\":\"eip155:8453\","
                                + "\"asset\":\"0x833589fcd6edb6e08f4c7c32d4f71b54bda02913\",\"pass\":\"2500000\",\"passSeconds\":2592000,"
                                + "\"record\":\"100\",\"kilobyte\":\"0\"}"));
        assertThat(terms().has("tariff")).isFalse();
        JsonNode entry = gateway.json("feeds/catalog").get(0);
        assertThat(entry.path("currency").asText()).isEqualTo("USD");
        assertThat(entry.path("network").asText()).isEqualTo("eip155:8453");
        assertThat(entry.path("price")).isEqualTo(terms().path("price"));
    }

    private JsonNode terms() throws Exception {
        return Gateway.JSON.readTree(
                gateway.json("feeds/greenhouse/offer").path("terms").asText());
    }

    @Test
    void measured_steadyRecords_tellCountIntervalAndShare() throws Exception {
        gateway.put(Definitions.RAW);
        for (int i = 0; i < 360; i++) {
            gateway.now.addAndGet(10_000);
            gateway.journal.add(gateway.now.get(), DEVICE, "t", 1.0);
        }
        await().until(() -> gateway.feeds.find("greenhouse").orElseThrow().delivered() == 360);
        gateway.now.addAndGet(300_001);
        await().untilAsserted(() -> {
            JsonNode measured = gateway.json("feeds/catalog").get(0).path("measured");
            assertThat(measured.path("medianIntervalSeconds").asDouble()).isEqualTo(10.0);
            assertThat(measured.path("shareOfExpectedPercent").asInt()).isBetween(88, 94);
        });
        gateway.restart();
        assertThat(gateway.feeds.find("greenhouse").orElseThrow().delivered()).isEqualTo(360);
    }

    @Test
    void sample_published_isOlderThanItsDelay() throws Exception {
        gateway.put(Definitions.RAW);
        long at = gateway.now.get();
        gateway.journal.add(at, DEVICE, "t", 21.0);
        await().until(() -> gateway.feeds.find("greenhouse").orElseThrow().delivered() == 1);
        assertThat(gateway.retained).doesNotContainKey("feeds/greenhouse/sample");
        gateway.now.set(at + 60_000);

        await().until(() -> gateway.retained.containsKey("feeds/greenhouse/sample"));
        assertThat(gateway.retained.get("feeds/greenhouse/sample").contentType())
                .isEqualTo("application/senml+json");
        assertThat(gateway.json("feeds/greenhouse/sample").get(0).path("v").asInt())
                .isEqualTo(21);
    }

    @Test
    void proofs_ofALargeBatch_areSplitResumeAndVerify() throws Exception {
        gateway.put(Definitions.RAW.devices(DEVICE));
        for (int i = 0; i < 9_000; i++) {
            gateway.journal.add(i, i % 3 == 0 ? "urn:dev:ops:b" : DEVICE, "t", i);
        }
        gateway.seal();
        gateway.journal.add(9_000, DEVICE, "t", 1.0);
        gateway.seal();

        List<Item> items = gateway.all("feeds/greenhouse/proofs");
        assertThat(items.size()).isGreaterThan(2);
        List<Long> proven = new ArrayList<>();
        for (Item item : items) {
            assertThat(item.payload().length).isLessThanOrEqualTo(Proofs.PART_BYTES);
            proven.addAll(verify(item));
        }
        assertThat(proven).hasSize(6_001).doesNotHaveDuplicates();
        long third = items.get(2).position();
        assertThat(gateway.topic("feeds/greenhouse/proofs")
                        .read(third, 1)
                        .items()
                        .get(0)
                        .payload())
                .isEqualTo(items.get(2).payload());
        assertThat(gateway.topic("feeds/greenhouse/proofs").tail(third, 1).items())
                .hasSize(1);
        assertThat(gateway.feeds.report().metrics().get("feeds.proofs.bytes")).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void span_ofRange_isBetweenTheSealsInProportionAsFarAsItIsSealed() {
        gateway.put(Definitions.RAW);
        for (int batch = 1; batch <= 3; batch++) {
            for (int i = 0; i < 100; i++) {
                gateway.journal.add(i, DEVICE, "t", i);
            }
            gateway.now.set(batch * 100_000L);
            gateway.seal();
        }

        assertThat(gateway.feeds.span("greenhouse", 101, 200)).contains(new Span(100_000, 200_000));
        assertThat(gateway.feeds.span("greenhouse", 151, 250)).contains(new Span(150_000, 250_000));
        assertThat(gateway.feeds.span("greenhouse", 251, 300)).contains(new Span(250_000, 300_000));
        assertThat(gateway.feeds.span("greenhouse", 251, 16_385)).contains(new Span(250_000, 300_000));
        assertThat(gateway.feeds.span("greenhouse", 301, 16_385)).isEmpty();
        assertThat(gateway.feeds.span("nope", 1, 2)).isEmpty();
    }

    @Test
    void committed_readersAreToldAndUnadoptedDevicesStayUnsold() throws Exception {
        gateway.put(Definitions.RAW);
        int before = gateway.advanced.get();
        gateway.journal.add(1, Kind.MEASUREMENT, Trust.DEVICE, DEVICE, false, "t", 1.0);
        gateway.feeds.committed(gateway.journal.next());

        assertThat(gateway.advanced.get()).isGreaterThan(before);
        assertThat(gateway.all("feeds/greenhouse/records")).isEmpty();
    }

    private List<Long> verify(Item item) throws Exception {
        JsonNode document = Gateway.JSON.readTree(item.payload());
        List<Long> sequences = new ArrayList<>();
        List<Hash> leaves = new ArrayList<>();
        for (JsonNode sequence : document.path("sequences")) {
            sequences.add(sequence.asLong());
            Contribution made = gateway.journal.read(sequence.asLong(), 1).get(0);
            leaves.add(Leaf.of(made));
        }
        List<Hash> proof = new ArrayList<>();
        document.path("proof").forEach(hash -> proof.add(Hash.parse(hash.asText())));
        List<Boolean> flags = new ArrayList<>();
        document.path("proofFlags").forEach(flag -> flags.add(flag.asBoolean()));
        assertThat(MerkleProof.verify(
                        Hash.parse(document.path("header").path("root").asText()), leaves, proof, flags))
                .isTrue();
        return sequences;
    }

    private String refused(Definitions definition) {
        assertThatThrownBy(() -> gateway.put(definition)).cause().isInstanceOf(FeedRefused.class);
        try {
            gateway.put(definition);
        } catch (CompletionException e) {
            return ((FeedRefused) e.getCause()).code();
        }
        return "";
    }
}
