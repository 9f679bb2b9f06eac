package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.headgate.api.feed.FeedDefinition.Identity;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.feeds.internal.House.Limits;
import org.headgate.store.internal.H2Store;

/** The same journal gives the same rows, however often the follower is cut off on the way. */
class FollowerTest {
    private static final long START = 1_700_000_040_000L;
    private static final Limits LIMITS = new Limits(8, 1 << 20, 1 << 20, 30, 10_000, 1 << 24, 30);

    @Property(tries = 3)
    void follow_cutOffAnywhere_givesEachRowExactlyOnce(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        MemoryJournal journal = journal(random);

        List<String> once = rows(journal, List.of(journal.next()));
        List<Long> cuts = new ArrayList<>();
        for (long at = 1 + random.nextInt(60); at < journal.next(); at += 100 + random.nextInt(200)) {
            cuts.add(at);
        }
        cuts.add(journal.next());

        assertThat(once).hasSizeGreaterThan(20);
        assertThat(rows(journal, cuts)).isEqualTo(once);
    }

    private static MemoryJournal journal(Random random) {
        MemoryJournal journal = new MemoryJournal();
        long at = START;
        for (int i = 0; i < 600; i++) {
            at += random.nextInt(2_000);
            String device = "urn:dev:ops:" + (char) ('a' + random.nextInt(3));
            long received = at - random.nextInt(500);
            journal.add(received, Kind.MEASUREMENT, Trust.TRANSPORT, device, true, "t", random.nextInt(1_000) / 10.0);
        }
        return journal;
    }

    /** What is published in the end. @param stops sequences at which the process dies without a word */
    private static List<String> rows(MemoryJournal whole, List<Long> stops) throws Exception {
        Path data = Files.createTempDirectory("feeds");
        try {
            MemoryJournal journal = new MemoryJournal();
            define(data, journal);
            for (long stop : stops) {
                try (H2Store store = H2Store.open(data)) {
                    House house = house(journal, store);
                    house.openDefinitions();
                    Follower follower = house.openRows(START);
                    while (journal.next() < stop) {
                        journal.copy(whole, Math.min(stop, journal.next() + 37));
                        follower.follow(START);
                    }
                }
            }
            try (H2Store store = H2Store.open(data)) {
                House house = house(journal, store);
                house.openDefinitions();
                Follower follower = house.openRows(START);
                follower.follow(START);
                follower.tick(START + 10_000_000);
                List<String> rows = new ArrayList<>();
                for (RunningFeed feed : house.feeds()) {
                    feed.derived().read(1, 100_000).forEach(row -> rows.add(feed.id() + text(row)));
                    rows.add(
                            feed.id() + " " + feed.feed().measured().snapshot(0).delivered());
                }
                return rows;
            }
        } finally {
            delete(data);
        }
    }

    private static void define(Path data, MemoryJournal journal) throws Exception {
        try (H2Store store = H2Store.open(data)) {
            House house = house(journal, store);
            house.openDefinitions();
            house.openRows(START).save(START);
            house.put(Definitions.RAW.id("minutes").window(60).is(), START);
            house.put(Definitions.RAW.id("names").quantities("t").is(), START);
            house.put(
                    Definitions.RAW
                            .id("all")
                            .window(300)
                            .identity(Identity.DROP)
                            .is(),
                    START);
        }
    }

    private static House house(MemoryJournal journal, H2Store store) {
        return new House(journal, store, LIMITS, new Places(null), () -> null, () -> null);
    }

    private static String text(Row row) {
        return " " + row.number() + " " + row.version() + " " + row.device() + " " + row.lastSequence() + " "
                + row.receivedAt() + " " + HexFormat.of().formatHex(row.pack());
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
