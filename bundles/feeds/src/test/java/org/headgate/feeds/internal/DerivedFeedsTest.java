package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.feed.FeedDefinition.Identity;
import org.headgate.api.feed.Feeds.Span;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.api.status.Problem;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.proof.Eip712;
import org.headgate.proof.FeedBatch;
import org.headgate.proof.FeedProofDocument;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleProof;
import org.headgate.proof.Secp256k1;
import org.headgate.senml.SenmlPack;
import org.junit.jupiter.api.Test;

class DerivedFeedsTest extends GatewayTest {
    @Test
    void window_quietSource_closesByTheClock() throws Exception {
        gateway.put(Definitions.RAW.window(60));
        long start = gateway.now.get() / 60_000 * 60_000;
        gateway.journal.add(start + 1_000, A, "t", 20.0);
        gateway.journal.add(start + 2_000, A, "t", 22.0);
        gateway.journal.add(start + 3_000, B, "t", 5.0);
        gateway.now.set(start + 90_000);
        await().until(() -> gateway.topic(RECORDS).next() == 3);

        List<Item> items = gateway.all(RECORDS);
        JsonNode pack = Gateway.JSON.readTree(items.get(0).payload());
        assertThat(names(pack))
                .containsExactly(A + ":t/count", A + ":t/min", A + ":t/max", A + ":t/mean", A + ":t/last");
        assertThat(pack.findValuesAsText("v")).containsExactly("2", "20", "22", "21", "22");
        assertThat(pack.get(0).path("t").asLong()).isEqualTo(start / 1_000);
        assertThat(items.get(0).properties())
                .containsExactly(
                        Map.entry("seq", "2"),
                        Map.entry("received", Long.toString(start + 2_000)),
                        Map.entry("kind", "1"),
                        Map.entry("trust", "1"),
                        Map.entry("device", A),
                        Map.entry("fseq", "1"));
        assertThat(items.get(1).properties()).contains(Map.entry("device", B), Map.entry("fseq", "2"));
    }

    @Test
    void window_openAtARestart_goesOn() throws Exception {
        gateway.put(Definitions.RAW.window(60));
        long start = gateway.now.get() / 60_000 * 60_000;
        gateway.journal.add(start + 1_000, A, "t", 20.0);
        await().until(() -> gateway.feeds.report().metrics().get("feeds.windows.open") == 1);
        gateway.restart();
        gateway.journal.add(start + 2_000, A, "t", 30.0);
        gateway.restart();
        gateway.now.set(start + 90_000);
        await().until(() -> gateway.topic(RECORDS).next() == 2);
        gateway.restart();

        assertThat(Gateway.JSON.readTree(gateway.all(RECORDS).get(0).payload()).findValuesAsText("v"))
                .containsExactly("2", "20", "30", "25", "30");
        assertThat(gateway.feeds.find("greenhouse").orElseThrow().delivered()).isEqualTo(1);
    }

    @Test
    void rowsLostWithTheirFile_goOnAboveWhatWasGiven() throws Exception {
        gateway.put(Definitions.RAW.quantities("t"));
        gateway.journal.add(gateway.now.get(), A, "t", 20.0);
        gateway.feeds.committed(gateway.journal.next());
        await().until(() -> gateway.topic(RECORDS).next() == 2);
        gateway.seal();
        await().until(() -> !gateway.all("feeds/greenhouse/proofs").isEmpty());
        gateway.journal.add(gateway.now.get(), A, "t", 21.0);
        gateway.feeds.committed(gateway.journal.next());
        await().until(() -> gateway.topic(RECORDS).next() == 3);

        gateway.stop();
        Files.delete(data.resolve("feeds.mv.db"));
        gateway.start();

        long next = gateway.topic(RECORDS).next();
        assertThat(next).isGreaterThan(3);
        assertThat(gateway.topic(RECORDS).tail(3, 10).gap()).isEqualTo(new DurableTopic.Gap(3, next - 1, "lost"));
        assertThat(gateway.feeds.report().problems()).extracting(Problem::code).containsExactly("rows_lost");
        await().untilAsserted(() -> assertThat(
                        gateway.feeds.find("greenhouse").orElseThrow().offer())
                .contains("lostRows")
                .contains(Long.toString(next - 1)));

        gateway.journal.add(gateway.now.get(), A, "t", 22.0);
        gateway.journal.add(gateway.now.get(), A, "t", 23.0);
        gateway.feeds.committed(gateway.journal.next());
        await().until(() -> gateway.topic(RECORDS).next() == next + 2);
        gateway.seal();
        await().until(() -> !gateway.all("feeds/greenhouse/proofs").isEmpty());
        gateway.restart();
        assertThat(gateway.topic(RECORDS).next()).isEqualTo(next + 2);

        FeedProofDocument proof = FeedProofDocument.read(
                gateway.all("feeds/greenhouse/proofs").get(0).payload());
        assertThat(proof.signed().batch().number()).isEqualTo(2);
        assertThat(proof.signed().batch().firstSequence()).isEqualTo(next);
        assertThat(proof.signed().batch().lastSequence()).isEqualTo(next + 1);
        assertThat(gateway.feeds.report().metrics()).containsEntry("feeds.behind", 0L);
    }

    @Test
    void identity_pseudonym_isStableAndHidesTheUrn() throws Exception {
        gateway.put(Definitions.RAW.identity(Identity.PSEUDONYM).devices("*a"));
        gateway.journal.add(gateway.now.get(), A, "t", 20.0);
        gateway.feeds.committed(gateway.journal.next());
        await().until(() -> gateway.topic(RECORDS).next() == 2);
        gateway.restart();
        gateway.journal.add(gateway.now.get(), A, "t", 21.0);
        await().until(() -> gateway.topic(RECORDS).next() == 3);
        List<Item> items = gateway.all(RECORDS);
        String device = items.get(0).properties().stream()
                .filter(property -> property.getKey().equals("device"))
                .findFirst()
                .orElseThrow()
                .getValue();

        assertThat(device).matches("urn:dev:ops:headgate-p-[a-z2-7]{16}");
        for (Item item : items) {
            assertThat(item.properties()).contains(Map.entry("device", device));
            assertThat(new String(item.payload(), StandardCharsets.UTF_8))
                    .doesNotContain(A)
                    .contains(device + ":t");
        }
        assertThat(gateway.feeds.find("greenhouse").orElseThrow().offer()).doesNotContain("*a");
    }

    @Test
    void place_coarsened_isTheCentreOfItsCell() throws Exception {
        gateway.put(Definitions.RAW.coarsenTo(5).quantities("t", "lat", "lon"));
        gateway.journal.add(
                gateway.now.get(),
                Kind.MEASUREMENT,
                Trust.TRANSPORT,
                A,
                true,
                "t",
                1.0,
                "lat",
                52.51234,
                "lon",
                13.41234,
                "u",
                7.0);
        await().until(() -> gateway.topic(RECORDS).next() == 2);
        JsonNode pack = Gateway.JSON.readTree(gateway.all(RECORDS).get(0).payload());
        Places places = new Places(null);
        Places.Place centre =
                places.coarser(new Places.Place(52.51234, 13.41234), 5).orElseThrow();

        assertThat(names(pack)).containsExactly(A + ":t", A + ":lat", A + ":lon");
        assertThat(pack.get(1).path("v").asDouble()).isEqualTo(centre.latitude());
        assertThat(pack.get(2).path("v").asDouble()).isEqualTo(centre.longitude());
    }

    @Test
    void proofs_ofRows_chainAndVerifyAcrossRestartsAndVersions() throws Exception {
        gateway.put(Definitions.RAW.quantities("t"));
        for (int batch = 0; batch < 3; batch++) {
            for (int i = 0; i < 1_500; i++) {
                gateway.journal.add(gateway.now.get(), i % 2 == 0 ? A : B, "t", i);
            }
            if (batch == 1) {
                gateway.put(Definitions.RAW.quantities("t", "u"));
                gateway.journal.add(gateway.now.get(), A, "u", 1.0);
            }
            gateway.seal();
            long rows = gateway.journal.next();
            await().until(() -> gateway.topic(RECORDS).next() == rows);
            await().until(() -> gateway.feeds.report().metrics().get("feeds.batches.signed") > 0);
            gateway.restart();
        }
        await().until(() -> proven() == 4_501);

        assertThat(gateway.all("feeds/greenhouse/proofs")).hasSizeGreaterThan(4);
        Item leaf = gateway.all(RECORDS + "/leaf").get(0);
        assertThat(HexFormat.of().formatHex(leaf.payload())).startsWith("8201");
        assertThat(leaf.properties()).contains(Map.entry("batch", "1"));
        assertThat(gateway.feeds.span("greenhouse", 1, 1_500)).isPresent();
    }

    @Test
    void read_fromMemoryAndFromDisk_giveTheSameRows() throws Exception {
        gateway.put(Definitions.RAW.quantities("t"));
        for (int i = 0; i < 700; i++) {
            gateway.journal.add(gateway.now.get(), A, "t", i);
        }
        await().until(() -> gateway.topic(RECORDS).next() == 701);
        List<String> memory = new ArrayList<>();
        for (long at = 1; at < 701; ) {
            Page page = gateway.topic(RECORDS).tail(at, 33);
            page = page == null ? gateway.topic(RECORDS).read(at, 33) : page;
            page.items().forEach(item -> memory.add(new String(item.payload(), StandardCharsets.UTF_8)));
            at = page.next();
        }
        gateway.restart();

        assertThat(gateway.topic(RECORDS).tail(1, 10)).isNull();
        assertThat(gateway.all(RECORDS))
                .extracting(item -> new String(item.payload(), StandardCharsets.UTF_8))
                .isEqualTo(memory);
    }

    @Test
    void rows_olderThanTheReplay_areDeletedAndToldAsReplay() throws Exception {
        gateway.put(Definitions.RAW.quantities("t").replay(1));
        gateway.journal.add(gateway.now.get(), A, "t", 1.0);
        await().until(() -> gateway.topic(RECORDS).next() == 2);
        gateway.seal();
        await().until(() -> gateway.feeds.report().metrics().get("feeds.batches.signed") == 1);
        gateway.now.addAndGet(3 * 3_600_000L);
        gateway.journal.add(gateway.now.get(), A, "t", 2.0);
        await().until(() -> gateway.topic(RECORDS).earliest() == 2);

        Page page = gateway.topic(RECORDS).read(1, 10);
        assertThat(page.gap()).isEqualTo(new org.headgate.api.topic.DurableTopic.Gap(1, 1, "replay"));
        assertThat(gateway.topic(RECORDS).read(page.next(), 10).items()).hasSize(1);
        assertThat(gateway.feeds.span("greenhouse", 1, 1))
                .contains(new Span(gateway.now.get() - 3 * 3_600_000L - 60_000, gateway.now.get() - 3 * 3_600_000L));
    }

    /** How many rows the proofs prove; all of it is checked on the way. */
    private int proven() throws Exception {
        Map<Long, byte[]> packs = new TreeMap<>();
        for (Item item : gateway.all(RECORDS)) {
            packs.put(
                    item.position(),
                    SenmlPack.readResolvedJson(item.payload(), 0, item.payload().length)
                            .toCbor());
        }
        int count = 0;
        Hash previous = Hash.ZERO;
        long number = 0;
        long next = 1;
        for (Item item : gateway.all("feeds/greenhouse/proofs")) {
            JsonNode document = Gateway.JSON.readTree(item.payload());
            FeedBatch batch = batch(document.path("feedBatch"));
            if (batch.number() != number) {
                assertThat(batch.number()).isEqualTo(number + 1);
                assertThat(batch.previous()).isEqualTo(previous);
                assertThat(batch.firstSequence()).isEqualTo(next);
                next = batch.lastSequence() + 1;
                number++;
                previous = Eip712.hashStruct(batch);
            }
            assertThat(Secp256k1.recover(
                            Eip712.digest(previous),
                            HexFormat.of()
                                    .parseHex(
                                            document.path("signature").asText().substring(2))))
                    .isEqualTo(gateway.batches.address());
            List<Hash> leaves = new ArrayList<>();
            document.path("sequences").forEach(s -> leaves.add(Leaf.of(s.asLong(), packs.get(s.asLong()))));
            List<Hash> proof = new ArrayList<>();
            document.path("proof").forEach(hash -> proof.add(Hash.parse(hash.asText())));
            List<Boolean> flags = new ArrayList<>();
            document.path("proofFlags").forEach(flag -> flags.add(flag.asBoolean()));
            assertThat(MerkleProof.verify(batch.root(), leaves, proof, flags)).isTrue();
            count += leaves.size();
        }
        return count;
    }

    private static FeedBatch batch(JsonNode node) {
        return new FeedBatch(
                Address.parse(node.path("gateway").asText()),
                node.path("feed").asText(),
                node.path("version").asInt(),
                node.path("number").asLong(),
                Hash.parse(node.path("previous").asText()),
                node.path("batch").asLong(),
                Hash.parse(node.path("root").asText()),
                node.path("firstSequence").asLong(),
                node.path("lastSequence").asLong());
    }

    private static List<String> names(JsonNode pack) {
        return pack.findValuesAsText("n");
    }
}
