package org.headgate.batches.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.journal.Written;
import org.headgate.journal.internal.H2Journal;
import org.headgate.proof.ExportWriter;
import org.headgate.proof.Keccak;
import org.headgate.proof.Secp256k1;
import org.headgate.proof.Verification;
import org.headgate.proof.Verifier;
import org.headgate.store.internal.H2Store;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real journal, sealed, closed, opened again, sealed further, exported and verified. */
class ExportOfTheJournalTest {
    private static final Key KEY = new Key(Keccak.hash(new byte[] {7}).bytes());

    @TempDir
    Path folder;

    private final AtomicLong seconds = new AtomicLong();

    @Test
    void whatTheJournalKept_isVerifiedAfterARestart() throws Exception {
        byte[] before;
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = H2Journal.open(store, folder);
                SealedBatches batches = batches(store, journal)) {
            append(journal, 700);
            batches.seal().toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS);
            before = export(journal, batches);
            append(journal, 50);
        }
        assertThat(verify(before).contributions()).isEqualTo(700);
        seconds.addAndGet(10);
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = H2Journal.open(store, folder);
                SealedBatches batches = batches(store, journal)) {
            append(journal, 30);
            batches.seal().toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS);
            Verification result = verify(export(journal, batches));
            assertThat(result.findings()).isEmpty();
            assertThat(result.contributions()).isEqualTo(780);
            assertThat(result.lastSequence()).isEqualTo(780);
            assertThat(result.lost()).isZero();
            assertThat(result.headers()).isGreaterThanOrEqualTo(4);
        }
    }

    private SealedBatches batches(H2Store store, H2Journal journal) throws Exception {
        Limits limits = new Limits(Duration.ofSeconds(60), 100, Duration.ofSeconds(5), 300, Duration.ofSeconds(5));
        return new SealedBatches(
                journal,
                KEY,
                store,
                limits,
                1 << 20,
                Duration.ofDays(1),
                new SealListeners(),
                Clock.systemUTC(),
                () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    }

    private static void append(H2Journal journal, int count) {
        List<CompletionStage<Written>> written = IntStream.range(0, count)
                .mapToObj(i -> MemoryJournal.contribution(i + 1))
                .map(one -> new NewContribution(
                        one.receivedAt(), one.kind(), one.trust(), one.pack(), one.device(), one.adopted()))
                .map(one -> journal.write(new JournalEntry.Contributions(List.of(one), null, 0)))
                .toList();
        written.forEach(stage -> stage.toCompletableFuture().join());
    }

    private static byte[] export(H2Journal journal, SealedBatches batches) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExportWriter writer = ExportWriter.cbor(out)) {
            for (SignedHeader header : batches.list(1, 100)) {
                writer.header(header);
                long last = header.header().lastSequence();
                for (long at = header.header().firstSequence(); at <= last; at++) {
                    Contribution one = journal.read(at, 1).get(0);
                    writer.contribution(
                            one,
                            batches.prove(header.header().number(), List.of(at)).proof());
                }
            }
        }
        return out.toByteArray();
    }

    private static Verification verify(byte[] export) throws Exception {
        Verifier verifier = new Verifier(KEY.address());
        verifier.read("export", new ByteArrayInputStream(export), items -> {});
        Verification result = verifier.result();
        assertThat(result.holds()).as(result.toString()).isTrue();
        return result;
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
