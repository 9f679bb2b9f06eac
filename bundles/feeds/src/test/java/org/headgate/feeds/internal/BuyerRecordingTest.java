package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.proof.FeedRecords;
import org.headgate.proof.Verification;
import org.headgate.proof.Verifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a buyer records with {@code mosquitto_sub} alone, as docs/feeds.md says, is verified. */
class BuyerRecordingTest {
    private static final String HEX = "{\"topic\":\"%t\",\"hex\":\"%x\"}";

    @TempDir
    Path data;

    private Gateway gateway;
    private Mosquitto mosquitto;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(data.resolve("data"));
        mosquitto = new Mosquitto(data.resolve("mosquitto"));
    }

    @AfterEach
    void close() {
        mosquitto.close();
        gateway.close();
    }

    @Test
    void rawFeed_inEachFormat_isProven() throws Exception {
        gateway.put(Definitions.RAW);
        produce();
        for (String format : List.of("%j", HEX)) {
            Verification result = recorded("greenhouse", format);
            assertThat(result.findings()).as(format).isEmpty();
            assertThat(result.holds()).isTrue();
            assertThat(result.feeds())
                    .containsExactly(new FeedRecords(
                            "greenhouse", false, new FeedRecords.Range(6, 1, 6), new FeedRecords.Range(1, 7, 7)));
        }
    }

    @Test
    void derivedFeed_inEachFormat_isProven() throws Exception {
        gateway.put(Definitions.RAW.id("names").quantities("t"));
        produce();
        await().until(() -> gateway.topic("feeds/names/records").next() == 8);
        await().until(() -> gateway.all("feeds/names/proofs").size() == 2);
        for (String format : List.of("%j", HEX)) {
            Verification result = recorded("names", format);
            assertThat(result.findings()).as(format).isEmpty();
            assertThat(result.holds()).isTrue();
            assertThat(result.feedBatches()).isEqualTo(2);
            assertThat(result.lost()).isZero();
            assertThat(result.feeds())
                    .containsExactly(new FeedRecords(
                            "names", true, new FeedRecords.Range(6, 1, 6), new FeedRecords.Range(1, 7, 7)));
        }
    }

    @Test
    void payloadAsJson_isRefusedWithWhatToDo() throws Exception {
        gateway.put(Definitions.RAW);
        produce();
        Verification result = recorded("greenhouse", "%J");
        assertThat(result.holds()).isFalse();
        assertThat(result.findings().get(0).message()).contains("%j");
    }

    /** Seven records, of which a seal covers the first three and another the next three. */
    private void produce() {
        double[] values = {20.1, 1e-7, 9007199254740991d, -0.25, 1234567.891, 100, 0.3};
        for (int i = 0; i < values.length; i++) {
            if (i == 3 || i == 6) {
                gateway.seal();
            }
            gateway.journal.add(gateway.now.get() + i, "urn:dev:ops:a", "t", values[i]);
            gateway.feeds.committed(gateway.journal.next());
        }
    }

    private Verification recorded(String feed, String format) throws Exception {
        String records = "feeds/" + feed + (format.equals(HEX) ? "/records/leaf" : "/records");
        String proofs = "feeds/" + feed + "/proofs";
        List<Item> sent = gateway.all(records);
        List<Item> proven = gateway.all(proofs);
        Path file = data.resolve(feed + ".jsonl");
        Process recording = mosquitto.record(file, format, records, proofs, "ready");
        await().until(() -> {
            mosquitto.publish("ready", sent.get(0));
            return Files.size(file) > 0 || !recording.isAlive();
        });
        for (Item item : sent) {
            mosquitto.publish(records, item);
        }
        for (Item item : proven) {
            mosquitto.publish(proofs, item);
        }
        await().until(() -> Files.readAllLines(file).stream()
                        .filter(line -> line.contains("feeds/" + feed) && line.endsWith("}"))
                        .count()
                == sent.size() + proven.size());
        recording.destroy();
        Verifier verifier = new Verifier(gateway.batches.address());
        try (InputStream in = Files.newInputStream(file)) {
            verifier.read("received", in, items -> {});
        }
        return verifier.result();
    }
}
