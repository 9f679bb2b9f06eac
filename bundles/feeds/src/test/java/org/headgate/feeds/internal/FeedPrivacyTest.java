package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.headgate.api.feed.FeedDefinition.Identity;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.Test;

class FeedPrivacyTest extends GatewayTest {
    private static final String SAMPLE = "feeds/greenhouse/sample";

    @Test
    void coarsened_placeByUnitByPathOrInText_leaksNowhere() throws Exception {
        gateway.put(Definitions.RAW.coarsenTo(5));
        add(
                record("north", "lat", 52.51234),
                record("east", "lon", 13.41234),
                record("gps/latitude", null, 52.51234),
                record("gps/Longitude", null, 13.41234),
                new SenmlRecord(A + ":geohash", null, new SenmlValue.Text("u33dc1r"), time()),
                new SenmlRecord(
                        A + ":t",
                        null,
                        new SenmlValue.Num(7),
                        null,
                        time(),
                        null,
                        Map.of("fix", new SenmlValue.Text("52.51234,13.41234"))));
        String text = row(1);

        assertThat(text).doesNotContain("52.51234").doesNotContain("13.41234").doesNotContain("u33dc1r");
        assertThat(text).contains(A + ":north", A + ":east", A + ":gps/latitude", A + ":gps/Longitude", A + ":t");
    }

    @Test
    void pseudonym_recordNamedAsTheDeviceItself_isKeptUnderThePseudonym() throws Exception {
        gateway.put(Definitions.RAW.identity(Identity.PSEUDONYM));
        add(new SenmlRecord(
                A, "Cel", new SenmlValue.Num(21), null, time(), null, Map.of("serial", new SenmlValue.Text("a"))));

        assertThat(row(1))
                .matches("\\[\\{\"n\":\"urn:dev:ops:headgate-p-[a-z2-7]{16}\",.*")
                .doesNotContain("serial");
    }

    @Test
    void window_recordNamedAsTheDeviceItself_doesNotStopTheOthers() throws Exception {
        gateway.put(Definitions.RAW.window(60));
        add(new SenmlRecord(A, "Cel", new SenmlValue.Num(21), time()), record("t", null, 5));
        gateway.now.addAndGet(120_000);

        assertThat(row(1)).contains("\"" + A + ":mean\"", "\"" + A + ":t/mean\"");
        assertThat(gateway.feeds.report().problems()).isEmpty();
    }

    @Test
    void sample_definitionChangesToHide_takesBackWhatItShowed() throws Exception {
        gateway.put(Definitions.RAW.quantities("t"));
        add(record("t", null, 1));
        row(1);
        gateway.now.addAndGet(60_000);
        await().until(() -> gateway.retained.containsKey(SAMPLE));
        add(record("t", null, 2));
        row(2);
        gateway.put(Definitions.RAW.quantities("t").identity(Identity.PSEUDONYM));

        assertThat(gateway.retained).doesNotContainKey(SAMPLE);
        gateway.now.addAndGet(30_000);
        add(record("t", null, 3));
        row(3);
        gateway.now.addAndGet(90_000);
        await().until(() -> gateway.retained.containsKey(SAMPLE));
        assertThat(new String(gateway.retained.get(SAMPLE).payload(), StandardCharsets.UTF_8))
                .doesNotContain(A);
        assertThat(gateway.retained.get(SAMPLE).properties()).doesNotContain(Map.entry("device", A));
    }

    @Test
    void remove_whileTheDoorIsAwayOrFails_clearsOnceItIsBack() throws Exception {
        gateway.put(Definitions.RAW);
        await().until(() -> gateway.retained.containsKey("feeds/greenhouse/offer"));
        AtomicBoolean fails = new AtomicBoolean(true);
        gateway.feeds.bindPublisher(publication -> {
            if (fails.get()) {
                return CompletableFuture.failedFuture(new IllegalStateException("full"));
            }
            keep(publication);
            return CompletableFuture.completedFuture(null);
        });
        gateway.feeds.remove("greenhouse").toCompletableFuture().join();
        assertThat(gateway.retained).containsKey("feeds/greenhouse/offer");
        fails.set(false);

        await().until(() -> !gateway.retained.containsKey("feeds/greenhouse/offer"));
    }

    @Test
    void remove_thenARestartBeforeItWasCleared_clearsAtTheStart() throws Exception {
        gateway.put(Definitions.RAW);
        await().until(() -> gateway.retained.containsKey("feeds/greenhouse/offer"));
        gateway.feeds.bindPublisher(publication -> CompletableFuture.failedFuture(new IllegalStateException("full")));
        gateway.feeds.remove("greenhouse").toCompletableFuture().join();
        gateway.restart();

        await().until(() -> !gateway.retained.containsKey("feeds/greenhouse/offer"));
        assertThat(gateway.json("feeds/catalog")).isEmpty();
    }

    private void keep(Publication publication) {
        if (publication.payload().length == 0) {
            gateway.retained.remove(publication.topic());
        } else {
            gateway.retained.put(publication.topic(), publication);
        }
    }

    private void add(SenmlRecord... records) {
        gateway.journal.add(gateway.now.get(), Kind.MEASUREMENT, Trust.TRANSPORT, A, true, List.of(records));
        gateway.feeds.committed(gateway.journal.next());
    }

    private SenmlRecord record(String quantity, String unit, double value) {
        return new SenmlRecord(A + ":" + quantity, unit, new SenmlValue.Num(value), time());
    }

    private double time() {
        return gateway.now.get() / 1_000.0;
    }

    private String row(int number) throws Exception {
        await().until(() -> gateway.topic(RECORDS).next() == number + 1);
        return new String(gateway.all(RECORDS).get(number - 1).payload(), StandardCharsets.UTF_8);
    }
}
