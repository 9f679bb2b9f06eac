package org.headgate.batches.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.proof.Eip712;
import org.headgate.proof.Keccak;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleProof;
import org.headgate.proof.MerkleTree;
import org.headgate.proof.Secp256k1;
import org.headgate.store.internal.H2Store;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedBatchesTest {
    private static final long START = 1_700_000_000_000L;
    private static final byte[] KEY = Keccak.hash(new byte[] {7}).bytes();

    @TempDir
    Path folder;

    private final MemoryJournal journal = new MemoryJournal();
    private final AtomicLong seconds = new AtomicLong();
    private final AtomicLong clockShift = new AtomicLong();
    private final List<SignedHeader> told = Collections.synchronizedList(new ArrayList<>());
    private H2Store store;
    private SealedBatches batches;

    @BeforeEach
    void open() throws Exception {
        store = H2Store.open(folder);
        start();
    }

    @AfterEach
    void close() {
        batches.close();
        store.close();
    }

    @Test
    void batch_isSealedWhenItIsDue() {
        journal.append(3);
        batches.tick();
        pass(59);
        assertThat(batches.last()).isEmpty();
        pass(1);
        BatchHeader first = await(1);
        assertThat(first.firstSequence()).isEqualTo(1);
        assertThat(first.lastSequence()).isEqualTo(3);
        assertThat(first.previous()).isEqualTo(Hash.ZERO);
        assertThat(first.sealedAt()).isEqualTo(START + 60_000);

        journal.append(10);
        batches.tick();
        pass(4);
        assertThat(told).hasSize(1);
        pass(1);
        BatchHeader second = await(2);
        assertThat(second.lastSequence()).isEqualTo(13);
        assertThat(second.previous()).isEqualTo(Eip712.hashStruct(first));

        journal.append(45);
        batches.tick();
        assertThat(await(4).lastSequence()).isEqualTo(53);
        assertThat(journal.sealedThrough).isEqualTo(53);
        pass(60);
        assertThat(await(5).lastSequence()).isEqualTo(58);
    }

    @Test
    void chain_isSignedAndProvenToTheLeaf() throws Exception {
        journal.append(17);
        seal();
        SignedHeader signed = batches.last().orElseThrow();
        assertThat(signed.hash()).isEqualTo(Eip712.hashStruct(signed.header()));
        assertThat(Secp256k1.recover(Eip712.digest(signed.hash()), signed.signature()))
                .isEqualTo(Secp256k1.address(KEY));
        MultiProof proof = batches.prove(1, List.of(3L, 17L, 4L));
        List<Hash> leaves = proof.sequences().stream()
                .map(sequence -> Leaf.of(MemoryJournal.contribution(sequence)))
                .toList();
        assertThat(proof.sequences()).containsExactlyInAnyOrder(3L, 4L, 17L);
        assertThat(MerkleProof.verify(signed.header().root(), leaves, proof.proof(), proof.flags()))
                .isTrue();
        assertThatThrownBy(() -> batches.prove(1, List.of(18L))).hasMessageContaining("18 is not in batch 1");
        assertThatThrownBy(() -> batches.prove(2, List.of(18L))).hasMessageContaining("no batch 2");
    }

    @Test
    void restart_continuesTheChainAndHealsTheMark() throws Exception {
        journal.append(5);
        seal();
        Hash before = batches.last().orElseThrow().hash();
        journal.sealed(0);
        restart();
        assertThat(journal.sealedThrough).isEqualTo(5);
        assertThat(batches.last().orElseThrow().hash()).isEqualTo(before);
        journal.append(1);
        seal();
        BatchHeader next = batches.last().orElseThrow().header();
        assertThat(next.number()).isEqualTo(2);
        assertThat(next.previous()).isEqualTo(before);
        assertThat(next.firstSequence()).isEqualTo(6);
        assertThat(batches.list(1, 10)).hasSize(2);
        assertThat(batches.find(1).orElseThrow().hash()).isEqualTo(before);
    }

    @Test
    void loss_isDeclaredInTheNextHeader() throws Exception {
        journal.append(4);
        journal.lose(6, true);
        journal.append(3);
        seal();
        assertThat(batches.list(1, 10))
                .extracting(SignedHeader::header)
                .extracting(BatchHeader::firstSequence, BatchHeader::lastSequence, BatchHeader::lost)
                .containsExactly(tuple(1L, 4L, 0L), tuple(11L, 13L, 6L));
        assertThat(batches.holding(7)).isEmpty();
        assertThat(batches.holding(4).orElseThrow().header().number()).isEqualTo(1);
        assertThat(batches.holding(11).orElseThrow().header().number()).isEqualTo(2);
        assertThat(batches.holding(14)).isEmpty();
        assertThat(batches.sealer.lost()).isEqualTo(6);
        assertThat(batches.sealer.unexpected()).isNull();
    }

    @Test
    void lossThatTheJournalDoesNotName_isToldApart() throws Exception {
        journal.append(4);
        journal.lose(2, true);
        journal.lose(3, false);
        journal.append(1);
        seal();
        assertThat(batches.last().orElseThrow().header().lost()).isEqualTo(5);
        assertThat(batches.sealer.unexpected()).isEqualTo(new Sealer.Gap(2, 7, 9));
    }

    @Test
    void clockGoingBack_neverGoesBelowTheHeaderBefore() throws Exception {
        journal.append(1);
        seal();
        clockShift.set(-3_600_000);
        journal.append(1);
        pass(5);
        seal();
        assertThat(batches.last().orElseThrow().header().sealedAt())
                .isEqualTo(batches.find(1).orElseThrow().header().sealedAt());
        assertThat(batches.sealer.behindMillis()).isEqualTo(3_595_000);
    }

    @Test
    void askedSeals_areAtMostEveryFiveSeconds() throws Exception {
        journal.append(1);
        seal();
        journal.append(1);
        CompletableFuture<Optional<SignedHeader>> one = batches.seal().toCompletableFuture();
        CompletableFuture<Optional<SignedHeader>> two = batches.seal().toCompletableFuture();
        pass(4);
        assertThat(one).isNotDone();
        pass(1);
        assertThat(one.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(two.get(Patience.SECONDS, TimeUnit.SECONDS));
        assertThat(batches.last().orElseThrow().header().number()).isEqualTo(2);
        assertThat(batches.seal().toCompletableFuture()).isCompleted();
    }

    @Test
    void failure_isToldAndTriedAgain() throws Exception {
        journal.append(2);
        journal.breakDown(new JournalUnavailable("disk_broken", "it is broken"));
        CompletableFuture<Optional<SignedHeader>> asked = batches.seal().toCompletableFuture();
        assertThatThrownBy(() -> asked.get(Patience.SECONDS, TimeUnit.SECONDS)).hasMessageContaining("it is broken");
        assertThat(batches.failure()).isEqualTo(new SealedBatches.Failure("disk_broken", "it is broken"));
        journal.breakDown(null);
        pass(60);
        pass(60);
        assertThat(await(1).lastSequence()).isEqualTo(2);
        assertThat(batches.failure()).isNull();
    }

    @Test
    void treeThatIsGone_isBuiltAgainOrRefused() throws Exception {
        journal.append(9);
        seal();
        List<Hash> proof = batches.prove(1, List.of(2L)).proof();
        restart();
        assertThat(batches.prove(1, List.of(2L)).proof()).isEqualTo(proof);
        restart();
        journal.forget(5);
        assertThatThrownBy(() -> batches.prove(1, List.of(2L)))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("contribution 5 of batch 1 is no longer");
    }

    @Test
    void listenerThatFails_costsTheOthersNothing() throws Exception {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        batches.listeners.add(header -> {
            throw new IllegalStateException("no");
        });
        batches.listeners.add(header -> heard.add(header.header().number()));
        journal.append(100);
        seal();
        assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(batches.listeners.failures()).isEqualTo(5);
    }

    @Test
    void trees_stayWithinTheirBound() {
        TreeCache cache = new TreeCache(68 * 40);
        for (int number = 1; number <= 5; number++) {
            MerkleTree.Builder builder = MerkleTree.builder();
            for (int i = 0; i < 16; i++) {
                builder.add(i, i, 1, 0, new byte[0]);
            }
            cache.put(number, builder.build());
        }
        assertThat(cache.bytes()).isEqualTo(68 * 32);
        assertThat(cache.evicted()).isEqualTo(3);
        assertThat(cache.get(5)).isNotNull();
        assertThat(cache.get(3)).isNull();
    }

    private void start() throws Exception {
        Signer signer = new Signer() {
            @Override
            public Address address() {
                return Secp256k1.address(KEY);
            }

            @Override
            public byte[] sign(Hash digest) {
                return Secp256k1.sign(KEY, digest);
            }
        };
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(START + seconds.get() * 1000 + clockShift.get());
            }
        };
        Limits limits = new Limits(Duration.ofSeconds(60), 10, Duration.ofSeconds(5), 20, Duration.ofSeconds(5));
        batches = new SealedBatches(
                journal,
                signer,
                store,
                limits,
                1 << 20,
                Duration.ofDays(1),
                new SealListeners(),
                clock,
                () -> TimeUnit.SECONDS.toNanos(seconds.get()));
        batches.listeners.add(told::add);
    }

    private void restart() throws Exception {
        batches.close();
        store.close();
        store = H2Store.open(folder);
        start();
    }

    private void seal() throws Exception {
        assertThat(batches.seal().toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS))
                .isPresent();
    }

    private void pass(int count) {
        for (int i = 0; i < count; i++) {
            seconds.incrementAndGet();
            batches.tick();
        }
    }

    private BatchHeader await(int number) {
        Awaitility.await().until(() -> told.size() >= number);
        return told.get(number - 1).header();
    }
}
