package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.journal.internal.Samples.entry;
import static org.headgate.journal.internal.Samples.fill;
import static org.headgate.journal.internal.Samples.write;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut short, or in which bits are turned: the journal starts, keeps what can be read, says exactly what is gone, and gives no sequence twice. */
class DamagedFilesTest {
    private static final Settings SMALL = Settings.of(s -> s.segmentBytes = 300 << 10);
    private static final int ROUNDS = 4;

    @TempDir
    Path folder;

    @TempDir
    Path copies;

    private long next;

    @BeforeEach
    void write3Segments() throws Exception {
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = new H2Journal(store, folder, SMALL)) {
            while (journal.segments().all().size() < 3) {
                fill(journal, 300);
            }
            fill(journal, 200);
            next = journal.next();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal/2", "journal/3", "precious"})
    void open_cutShort_startsAndSaysWhatIsGone(String name) throws Exception {
        Random random = new Random(Long.getLong("damage.seed", 1));
        for (int round = 0; round < ROUNDS; round++) {
            Path copy = copy(name.replace('/', '-') + round);
            Path file = copy.resolve(name + ".mv.db");
            long length = random.nextLong(1, Files.size(file));
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.setLength(length);
            }
            check(copy, name + " cut to " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal/2", "journal/3", "precious"})
    void open_bitsTurned_startsAndSaysWhatIsGone(String name) throws Exception {
        Random random = new Random(Long.getLong("damage.seed", 1));
        for (int round = 0; round < ROUNDS; round++) {
            Path copy = copy(name.replace('/', '-') + round);
            Path file = copy.resolve(name + ".mv.db");
            long at = random.nextLong(Files.size(file));
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                for (int flip = 0; flip < 8; flip++) {
                    bytes.seek(Math.min(at + flip, bytes.length() - 1));
                    int old = bytes.read();
                    bytes.seek(bytes.getFilePointer() - 1);
                    bytes.write(old ^ 1 << random.nextInt(8));
                }
            }
            check(copy, name + " with bits turned at " + at);
        }
    }

    @Test
    void open_allFilesCutShort_startsAndGivesNoSequenceTwice() throws Exception {
        Path copy = copy("all");
        for (String name : List.of("journal/1", "journal/2", "journal/3")) {
            try (RandomAccessFile bytes =
                    new RandomAccessFile(copy.resolve(name + ".mv.db").toFile(), "rw")) {
                bytes.setLength(bytes.length() / 2);
            }
        }
        check(copy, "all segments halved");
    }

    private Path copy(String name) throws Exception {
        Path copy = copies.resolve(name);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = copy.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    private void check(Path copy, String what) throws Exception {
        List<Lost> lost;
        long begun;
        try (H2Store store = H2Store.open(copy);
                H2Journal journal = new H2Journal(store, copy, SMALL)) {
            begun = journal.next();
            assertThat(begun).as(what).isGreaterThanOrEqualTo(next);
            assertThat(write(journal, entry(1)).firstSequence()).as(what).isEqualTo(begun);
            assertComplete(journal, what);
            lost = journal.lost();
        }
        try (H2Store store = H2Store.open(copy);
                H2Journal journal = new H2Journal(store, copy, SMALL)) {
            assertThat(journal.next()).as(what + ", started again").isEqualTo(begun + 1);
            assertComplete(journal, what + ", started again");
            assertThat(journal.lost()).as(what + ", started again").isEqualTo(lost);
        }
    }

    /** Each sequence is either there or in exactly one range that is lost. */
    private static void assertComplete(H2Journal journal, String what) throws Exception {
        Set<Long> there = new HashSet<>();
        for (Contribution contribution : journal.read(1, Integer.MAX_VALUE)) {
            contribution.senml();
            assertThat(there.add(contribution.sequence())).as(what).isTrue();
        }
        for (Lost range : journal.lost()) {
            for (long sequence = range.from(); sequence <= range.to(); sequence++) {
                assertThat(there.add(sequence))
                        .as("%s: %d is lost, and not there", what, sequence)
                        .isTrue();
            }
        }
        assertThat(there).as(what).hasSize((int) journal.next() - 1);
    }
}
