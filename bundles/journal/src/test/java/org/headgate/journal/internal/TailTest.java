package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.headgate.api.journal.Contribution;
import org.headgate.store.internal.H2Store;

class TailTest {
    private static Path folder;
    private static H2Store store;
    private static H2Journal journal;

    @BeforeContainer
    static void open() throws Exception {
        folder = Files.createTempDirectory("tail");
        store = H2Store.open(folder);
        journal = new H2Journal(store, folder, Settings.of(s -> {
            s.segmentBytes = 100_000;
            s.tailBytes = 200_000;
        }));
    }

    @AfterContainer
    static void close() throws Exception {
        journal.close();
        store.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Property(tries = 60)
    void tail_anyCursor_sameAsTheDisk(
            @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 60) Integer> groups,
            @ForAll @LongRange(min = 0, max = 1200) long back,
            @ForAll @IntRange(min = 1, max = 700) int max)
            throws Exception {
        groups.forEach(entries -> Samples.fill(journal, entries));
        long from = Math.max(1, journal.next() - back);

        List<Contribution> hot = journal.tail(from, max);
        List<Contribution> cold = journal.segments().read(from, journal.next(), max);

        assertThat(cold).hasSize((int) Math.min(max, journal.next() - from));
        if (hot == null) {
            assertThat(journal.tailBytes()).isPositive();
            return;
        }
        assertThat(hot).hasSameSizeAs(cold);
        for (int i = 0; i < hot.size(); i++) {
            assertThat(hot.get(i).sequence()).isEqualTo(cold.get(i).sequence());
            assertThat(hot.get(i).receivedAt()).isEqualTo(cold.get(i).receivedAt());
            assertThat(hot.get(i).pack()).isEqualTo(cold.get(i).pack());
            assertThat(hot.get(i).device()).isEqualTo(cold.get(i).device());
            assertThat(hot.get(i).adopted()).isEqualTo(cold.get(i).adopted());
            assertThat(hot.get(i).kind()).isEqualTo(cold.get(i).kind());
            assertThat(hot.get(i).trust()).isEqualTo(cold.get(i).trust());
        }
        assertThat(journal.tailBytes()).isLessThanOrEqualTo(200_000);
    }
}
