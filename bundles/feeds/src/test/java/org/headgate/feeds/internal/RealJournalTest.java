package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.journal.internal.H2Journal;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds on the journal that ships. */
class RealJournalTest {
    private static final int COUNT = 700;

    @TempDir
    Path data;

    @Test
    void reader_acrossARestart_getsEachRecordOnceInOrder() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        List<Long> raw = new ArrayList<>();
        List<Long> derived = new ArrayList<>();
        long rawAt = 1;
        long derivedAt = 1;
        for (int run = 0; run < 2; run++) {
            try (H2Store store = H2Store.open(data);
                    H2Journal journal = H2Journal.open(store, data)) {
                GatewayFeeds feeds =
                        new GatewayFeeds(journal, store, scheduler, TestConfig.DEFAULT, System::currentTimeMillis);
                journal.addListener(feeds);
                await().until(() -> feeds.report().metrics().containsKey("feeds.behind"));
                feeds.put(Definitions.RAW.devices("*0").is())
                        .toCompletableFuture()
                        .join();
                feeds.put(Definitions.RAW
                                .id("names")
                                .devices("*0")
                                .quantities("t")
                                .is())
                        .toCompletableFuture()
                        .join();
                write(journal, run);
                long rows = (run + 1L) * COUNT / 10 + 1;
                await().until(() -> feeds.topics().get("feeds/names/records").next() == rows);
                rawAt = drain(feeds.topics().get("feeds/greenhouse/records"), rawAt, raw);
                derivedAt = drain(feeds.topics().get("feeds/names/records"), derivedAt, derived);
                feeds.close();
            }
        }
        scheduler.shutdownNow();

        assertThat(raw).hasSize(2 * COUNT / 10).isSorted().doesNotHaveDuplicates();
        assertThat(derived).hasSize(2 * COUNT / 10).first().isEqualTo(1L);
        assertThat(derived).isSorted().doesNotHaveDuplicates();
    }

    private static long drain(DurableTopic topic, long from, List<Long> positions) throws Exception {
        long at = from;
        while (at < topic.next()) {
            Page page = topic.tail(at, 17);
            page = page == null ? topic.read(at, 17) : page;
            assertThat(page.gap()).isNull();
            page.items().stream().map(Item::position).forEach(positions::add);
            at = page.next();
        }
        return at;
    }

    private static void write(H2Journal journal, int run) throws Exception {
        List<java.util.concurrent.CompletableFuture<?>> written = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String device = "urn:dev:ops:d" + i % 10;
            long now = System.currentTimeMillis();
            SenmlPack pack = SenmlPack.of(
                    List.of(new SenmlRecord(device + ":t", null, new SenmlValue.Num(run * COUNT + i), now / 1000.0)));
            written.add(journal.write(new JournalEntry.Contributions(
                            List.of(new NewContribution(
                                    now, Kind.MEASUREMENT, Trust.TRANSPORT, pack.toCbor(), device, true)),
                            null,
                            0))
                    .toCompletableFuture());
        }
        written.forEach(java.util.concurrent.CompletableFuture::join);
    }
}
