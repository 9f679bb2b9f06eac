package org.headgate.batches.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.journal.Written;
import org.headgate.api.status.Problem;
import org.headgate.journal.internal.H2Journal;
import org.headgate.proof.ExportWriter;
import org.headgate.proof.Keccak;
import org.headgate.proof.Secp256k1;
import org.headgate.proof.Verification;
import org.headgate.proof.Verifier;
import org.headgate.store.Mark;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.internal.H2Store;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real databases that are lost or put back to older states, and a buyer who has kept every header that he was ever shown. */
class HeadersNeverTwiceTest {
    private static final Key KEY = new Key(Keccak.hash(new byte[] {7}).bytes());
    private static final int ROUNDS = 12;

    @TempDir
    Path folder;

    @TempDir
    Path backups;

    private final AtomicLong seconds = new AtomicLong();
    private final TreeMap<Long, SignedHeader> shown = new TreeMap<>();
    private final Set<Long> given = new HashSet<>();

    @Test
    void precious_putBack_noNumberIsSignedTwice() throws Exception {
        run(3);
        Files.copy(file("precious.mv.db"), backups.resolve("precious"));
        run(5);
        Files.copy(backups.resolve("precious"), file("precious.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        try (Gateway gateway = new Gateway()) {
            Problem problem = gateway.batches.markProblem().orElseThrow();
            assertThat(problem.code()).isEqualTo("chain_hole");
            assertThat(problem.reason()).startsWith("batches 4 to 7 are lost");
            gateway.sealSome(2);
            assertThat(gateway.batches.list(1, 100))
                    .extracting(header -> header.header().number())
                    .containsExactly(1L, 2L, 3L, 8L, 9L, 10L);
            long lost = shown.get(5L).header().lastSequence();
            assertThat(gateway.batches.holding(lost)).isEmpty();
            assertThat(gateway.batches.prove(8, List.of(shown.get(8L).header().lastSequence())))
                    .isNotNull();
        }
        assertChainOf(10);
    }

    @Test
    void headerThatWasMarkedAndNotKept_isTakenAsItIs() throws Exception {
        run(2);
        Files.copy(file("precious.mv.db"), backups.resolve("precious"));
        run(1);
        Files.copy(backups.resolve("precious"), file("precious.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        try (Gateway gateway = new Gateway()) {
            assertThat(gateway.batches.markProblem()).isEmpty();
            assertThat(gateway.batches.list(1, 100)).hasSize(3);
        }
        run(1);
        assertChainOf(4);
    }

    @Test
    void allButTheMarkLost_sequenceAndChainGoOnAbove() throws Exception {
        run(4);
        long last = shown.lastEntry().getValue().header().lastSequence();
        Files.delete(file("precious.mv.db"));
        delete(folder.resolve("journal"));
        run(1);
        assertThat(shown.lastEntry().getValue().header().firstSequence()).isEqualTo(last + 1);
        assertChainOf(5);
    }

    @Test
    void markTornAndHeadersLost_nothingIsSigned() throws Exception {
        run(2);
        Files.delete(file("precious.mv.db"));
        Files.writeString(file("marks/batches"), "headgate-mark 1 9 0\n{");
        assertThatThrownBy(() -> run(1))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.code()).isEqualTo("mark_unreadable"));
    }

    @Test
    void markThatAnotherSigned_isNotBelieved() throws Exception {
        run(2);
        Path mark = file("marks/batches");
        String text = Files.readString(mark);
        String content = text.substring(text.indexOf('\n') + 1).replaceFirst("\"number\":\"2\"", "\"number\":\"9\"");
        try (H2Store store = H2Store.open(folder)) {
            store.mark("batches").write(new Mark.Value(0, content.getBytes(StandardCharsets.UTF_8)));
        }
        try (Gateway gateway = new Gateway()) {
            assertThat(gateway.batches.markProblem().orElseThrow().code()).isEqualTo("mark_unreadable");
            gateway.sealSome(1);
        }
        assertChainOf(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void whateverIsLostOrPutBack_noNumberAndNoSequenceComesTwice(long seed) throws Exception {
        Random random = new Random(seed);
        int copies = 0;
        for (int round = 0; round < ROUNDS; round++) {
            run(1 + random.nextInt(4));
            int what = random.nextInt(6);
            if (what < 2) {
                copy(folder, backups.resolve("copy" + copies++));
            } else if (what == 2 && copies > 0) {
                Path old = backups.resolve("copy" + random.nextInt(copies));
                Files.copy(old.resolve("precious.mv.db"), file("precious.mv.db"), StandardCopyOption.REPLACE_EXISTING);
            } else if (what == 3) {
                Files.delete(file("precious.mv.db"));
            } else if (what == 4 && copies > 0) {
                restoreAllButTheMarks(backups.resolve("copy" + random.nextInt(copies)));
            }
        }
        assertChainOf(shown.size());
    }

    private void restoreAllButTheMarks(Path old) throws IOException {
        Path marks = backups.resolve("marks");
        delete(marks);
        copy(folder.resolve("marks"), marks);
        delete(folder);
        copy(old, folder);
        delete(folder.resolve("marks"));
        copy(marks, folder.resolve("marks"));
    }

    private void run(int seals) throws Exception {
        try (Gateway gateway = new Gateway()) {
            gateway.sealSome(seals);
        }
    }

    /** All that the buyer was shown is one chain without a break. */
    private void assertChainOf(int headers) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExportWriter writer = ExportWriter.jsonLines(out)) {
            for (SignedHeader header : shown.values()) {
                writer.header(header);
            }
        }
        Verifier verifier = new Verifier(KEY.address(), true);
        verifier.read("shown", new ByteArrayInputStream(out.toByteArray()), items -> {});
        Verification result = verifier.result();
        assertThat(result.findings()).isEmpty();
        assertThat(result.headers()).isEqualTo(headers);
        assertThat(result.firstBatch()).isEqualTo(1);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : walk(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> files = new ArrayList<>(walk(folder));
            Collections.reverse(files);
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private final class Gateway implements AutoCloseable {
        final H2Store store;
        final H2Journal journal;
        final SealedBatches batches;

        Gateway() throws Exception {
            seconds.addAndGet(100);
            store = H2Store.open(folder);
            journal = H2Journal.open(store, folder);
            SealListeners listeners = new SealListeners();
            listeners.add(HeadersNeverTwiceTest.this::see);
            try {
                batches = new SealedBatches(
                        journal,
                        KEY,
                        store,
                        new Limits(Duration.ofSeconds(60), 100, Duration.ofSeconds(5), 300, Duration.ofSeconds(5)),
                        1 << 20,
                        Duration.ofDays(1),
                        listeners,
                        Clock.systemUTC(),
                        () -> TimeUnit.SECONDS.toNanos(seconds.get()));
            } catch (StoreUnavailable e) {
                journal.close();
                store.close();
                throw e;
            }
            batches.last().ifPresent(HeadersNeverTwiceTest.this::see);
        }

        void sealSome(int count) throws Exception {
            for (int i = 0; i < count; i++) {
                append(journal, 5 + i);
                seconds.addAndGet(10);
                batches.seal().toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS);
            }
        }

        @Override
        public void close() {
            batches.close();
            journal.close();
            store.close();
        }
    }

    private synchronized void see(SignedHeader header) {
        SignedHeader before = shown.putIfAbsent(header.header().number(), header);
        if (before != null && !before.hash().equals(header.hash())) {
            throw new AssertionError("two of number " + header.header().number());
        }
    }

    private void append(H2Journal journal, int count) {
        List<CompletionStage<Written>> written = IntStream.range(0, count)
                .mapToObj(i -> MemoryJournal.contribution(i + 1))
                .map(one -> new NewContribution(
                        one.receivedAt(), one.kind(), one.trust(), one.pack(), one.device(), one.adopted()))
                .map(one -> journal.write(new JournalEntry.Contributions(List.of(one), null, 0)))
                .toList();
        written.forEach(stage -> {
            long sequence = stage.toCompletableFuture().join().firstSequence();
            assertThat(given.add(sequence)).as("sequence " + sequence).isTrue();
        });
    }

    private record Key(byte[] secret) implements Signer {
        @Override
        public Address address() {
            return Secp256k1.address(secret);
        }

        @Override
        public byte[] sign(Hash digest) {
            return Secp256k1.sign(secret, digest);
        }
    }
}
