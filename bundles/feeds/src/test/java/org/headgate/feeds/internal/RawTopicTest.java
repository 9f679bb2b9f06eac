package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.journal.Contribution;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.feeds.internal.FeedTable.Kept;
import org.headgate.feeds.internal.FeedTable.Version;
import org.junit.jupiter.api.Test;

class RawTopicTest {
    private static final String WANTED = "urn:dev:ops:a";
    private static final String OTHER = "urn:dev:ops:b";

    /** Two readers, one from memory as far as it goes and one from disk, with pages of random size, while the journal grows. */
    @Property(tries = 200)
    void pages_fromMemoryAndFromDisk_giveTheSameRecordsOnceAndInOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) throws Exception {
        Random random = new Random(seed);
        MemoryJournal journal = new MemoryJournal();
        TailCache cache = new TailCache(random.nextInt(3) * 40_000L);
        RawTopic topic = topic(journal, cache, Items::record);
        Reader hot = new Reader(topic, true);
        Reader cold = new Reader(topic(journal, new TailCache(0), Items::record), false);
        List<Long> expected = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            for (int i = random.nextInt(30); i > 0; i--) {
                boolean wanted = random.nextInt(3) > 0;
                Contribution made = journal.add(step, wanted ? WANTED : OTHER, "t", 1.0);
                if (wanted) {
                    expected.add(made.sequence());
                }
            }
            if (random.nextInt(4) == 0) {
                journal.cool(Math.max(1, journal.next() - random.nextInt(50)));
            }
            hot.step(1 + random.nextInt(20));
            if (random.nextBoolean()) {
                cold.step(1 + random.nextInt(20));
            }
        }
        hot.drain();
        cold.drain();

        assertThat(hot.positions()).isEqualTo(expected);
        assertThat(cold.positions()).isEqualTo(expected);
        assertThat(cache.bytes()).isLessThanOrEqualTo(Math.max(cache.limit(), 0));
    }

    @Property(tries = 200)
    void pages_overLossAndRetention_tellEachMissingRangeOnce(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        MemoryJournal journal = new MemoryJournal();
        RawTopic topic = topic(journal, new TailCache(100_000), Items::record);
        for (int i = 0; i < 400; i++) {
            journal.add(i, WANTED, "t", 1.0);
        }
        long from = 150 + random.nextInt(100);
        long to = from + random.nextInt(60);
        journal.lose(from, to);
        long first = 1 + random.nextInt(120);
        journal.retain(first);
        journal.cool(random.nextInt(400) + 1L);
        Reader reader = new Reader(topic, random.nextBoolean());
        reader.drain();

        List<Long> all = new ArrayList<>(reader.positions());
        reader.gaps.forEach(gap -> {
            for (long s = gap.from(); s <= gap.to(); s++) {
                all.add(s);
            }
        });
        assertThat(all).doesNotHaveDuplicates().hasSize(400);
        assertThat(reader.gaps).contains(new DurableTopic.Gap(from, to, "segment_broken"));
        assertThat(reader.gaps).hasSize(first > 1 ? 2 : 1);
        if (first > 1) {
            assertThat(reader.gaps.get(0)).isEqualTo(new DurableTopic.Gap(1, first - 1, "retention"));
        }
    }

    @Test
    void start_recordsNotYetProven_beginsWithThem() {
        MemoryJournal journal = new MemoryJournal();
        for (int i = 0; i < 10; i++) {
            journal.add(i, WANTED, "t", 1.0);
        }
        Feed feed = feed(Definitions.RAW.is());
        AtomicLong proven = new AtomicLong(-1);
        RawTopic topic = new RawTopic("t", feed, journal, Items::record, new TailCache(100_000), proven::get);

        assertThat(topic.start()).isEqualTo(11);
        proven.set(0);
        assertThat(topic.start()).isEqualTo(1);
        proven.set(7);
        assertThat(topic.start()).isEqualTo(8);
        proven.set(10);
        assertThat(topic.start()).isEqualTo(11);
    }

    @Test
    void read_olderThanTheReplay_movesOnAndSaysReplay() throws Exception {
        MemoryJournal journal = new MemoryJournal();
        for (int i = 0; i < 100; i++) {
            journal.add(i * 3_600_000L, WANTED, "t", 1.0);
        }
        Feed feed = feed(Definitions.RAW.replay(24).is());
        new Retention(journal, 0).raiseFloor(feed, new SealedRanges(() -> null), 99 * 3_600_000L);
        RawTopic topic = new RawTopic("t", feed, journal, Items::record, new TailCache(100_000), () -> -1);

        Page page = topic.read(10, 10);

        assertThat(topic.earliest()).isEqualTo(76);
        assertThat(page.gap()).isEqualTo(new DurableTopic.Gap(10, 75, "replay"));
        assertThat(topic.read(page.next(), 10).items().get(0).position()).isEqualTo(76);
        assertThat(topic.read(0, 10).items().get(0).position()).isEqualTo(76);
    }

    @Test
    void item_ofRecord_carriesPackAndProperties() {
        MemoryJournal journal = new MemoryJournal();
        journal.add(1_700_000_000_123L, WANTED, "t", 21.5);
        Item item = topic(journal, new TailCache(100_000), Items::record)
                .tail(1, 1)
                .items()
                .get(0);

        assertThat(new String(item.payload(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"n\":\"urn:dev:ops:a:t\"", "\"v\":21.5");
        assertThat(item.contentType()).isEqualTo("application/senml+json");
        assertThat(item.properties())
                .containsExactly(
                        Map.entry("seq", "1"),
                        Map.entry("received", "1700000000123"),
                        Map.entry("kind", "1"),
                        Map.entry("trust", "1"),
                        Map.entry("device", WANTED));
    }

    @Test
    void item_ofLeaf_isTheCborArrayOfTheLeaf() {
        MemoryJournal journal = new MemoryJournal();
        Contribution made = journal.add(1_700_000_000_123L, WANTED, "t", 21.5);
        Item item = topic(journal, new TailCache(100_000), Items::leaf)
                .tail(1, 1)
                .items()
                .get(0);
        String pack = HexFormat.of().formatHex(made.pack());

        assertThat(item.contentType()).isEqualTo("application/cbor");
        assertThat(HexFormat.of().formatHex(item.payload()))
                .isEqualTo("85" + "01" + "1b0000018bcfe5687b" + "01" + "01" + "58"
                        + HexFormat.of().toHexDigits((byte) made.pack().length) + pack);
    }

    @Test
    void tail_manyReaders_encodesOnce() {
        MemoryJournal journal = new MemoryJournal();
        int[] encoded = new int[1];
        RawTopic topic = topic(journal, new TailCache(1_000_000), contribution -> {
            encoded[0]++;
            return Items.record(contribution);
        });
        for (int i = 0; i < 100; i++) {
            journal.add(i, WANTED, "t", 1.0);
            for (int reader = 0; reader < 5; reader++) {
                assertThat(topic.tail(i + 1, 10).items()).hasSize(1);
            }
        }

        assertThat(encoded[0]).isEqualTo(100);
    }

    private static Feed feed(FeedDefinition definition) {
        return new Feed(
                new Kept("greenhouse", 0, false, 1, new byte[32], List.of(new Version(definition, 0))),
                new Places(null));
    }

    private static RawTopic topic(MemoryJournal journal, TailCache cache, Items.Encoding encoding) {
        return new RawTopic("t", feed(Definitions.RAW.devices(WANTED).is()), journal, encoding, cache, () -> -1);
    }

    private static final class Reader {
        private final DurableTopic topic;
        private final boolean memoryFirst;
        private final List<Item> items = new ArrayList<>();
        private final List<DurableTopic.Gap> gaps = new ArrayList<>();
        private long position = 1;

        private Reader(DurableTopic topic, boolean memoryFirst) {
            this.topic = topic;
            this.memoryFirst = memoryFirst;
        }

        void step(int max) throws Exception {
            Page page = memoryFirst ? topic.tail(position, max) : null;
            page = page == null ? topic.read(position, max) : page;
            assertThat(page.items()).hasSizeLessThanOrEqualTo(max);
            assertThat(page.next()).isGreaterThanOrEqualTo(position);
            items.addAll(page.items());
            if (page.gap() != null) {
                gaps.add(page.gap());
            }
            position = page.next();
        }

        void drain() throws Exception {
            while (position < topic.next()) {
                long before = position;
                step(7);
                assertThat(position).isGreaterThan(before);
            }
        }

        List<Long> positions() {
            return items.stream().map(Item::position).toList();
        }
    }
}
