package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertUnavailable;
import static org.headgate.chain.evm.internal.Bench.get;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.status.Report;
import org.headgate.chain.evm.internal.AnchorTable.Anchor;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Abi;
import org.headgate.proof.AnchorProof;
import org.headgate.proof.AnchorProofs;
import org.headgate.proof.Eip712;
import org.headgate.proof.ExportWriter;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleTree;
import org.headgate.x402.chain.PaymentChain.Anchored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roots on the chain, with the real contract. */
class AnchoringTest extends ChainTest {
    private static final Duration PERIOD = Duration.ofHours(1);
    private static int roots = 1;

    private final List<SignedHeader> sealed = new CopyOnWriteArrayList<>();
    private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    private FaultProxy proxy;
    private Gateway gateway;
    private Anchoring anchoring;

    @BeforeEach
    void open() throws Exception {
        proxy = new FaultProxy(local.endpoint());
        gateway = new Gateway(data, Bench.limits(), proxy.endpoint());
        anchoring = start();
    }

    @AfterEach
    void close() {
        anchoring.close();
        gateway.close();
        proxy.close();
        scheduler.shutdownNow();
    }

    @Test
    void anchor_isNotedOnce_andTellsTheTimeOfTheChain() throws Exception {
        Hash root = Bench.filled(200);

        Anchored first = get(gateway.chain.anchor(root));
        Anchored again = get(gateway.chain.anchor(root));

        assertThat(again).isEqualTo(first);
        assertThat(first.settlement().transaction()).startsWith("0x");
        assertThat(first.at()).isEqualTo(time(root)).isPositive();
        gateway.crash(Bench.limits(), local.endpoint());
        assertThat(get(gateway.chain.anchor(root))).isEqualTo(first);
    }

    @Test
    void anchor_thatAnotherHadNoted_isNotSentAgain() throws Exception {
        Hash root = Bench.filled(201);
        local.send(LocalChain.EAS, "timestamp(bytes32)", new Abi().bytes32(root));
        long before = transactions();

        Anchored noted = get(gateway.chain.anchor(root));

        assertThat(noted.settlement().transaction()).isEmpty();
        assertThat(noted.at()).isEqualTo(time(root));
        assertThat(transactions()).isEqualTo(before);
    }

    @Test
    void anchors_withoutTheirContract_saySo() throws Exception {
        Setup setup = Bench.setup(Bench.limits(), local.endpoint());
        try (Gateway other = new Gateway(
                data.resolve("other"),
                new Setup(
                        setup.network(),
                        setup.endpoints(),
                        setup.timeout(),
                        setup.look(),
                        setup.limits(),
                        setup.settlement(),
                        null,
                        null))) {
            assertUnavailable("anchor_missing", () -> get(other.chain.anchor(Bench.filled(1))));
        }
    }

    @Test
    void batches_sealedMeanwhile_areAnchoredOnceAPeriod() throws Exception {
        seal(3);
        await().until(() -> noted(3));
        Anchor first = anchoring.last();
        assertThat(first.first()).isEqualTo(1);
        assertThat(first.root()).isEqualTo(root(0, 3));
        assertThat(time(first.root())).isEqualTo(first.notedAt());

        seal(2);
        now.addAndGet(PERIOD.toMillis());

        await().until(() -> noted(5));
        Anchor second = anchoring.last();
        assertThat(second.first()).isEqualTo(4);
        assertThat(second.root()).isEqualTo(root(3, 5));
        assertThat(gateway.chain.outbox.gas().total()).isEqualTo(first.cost().add(second.cost()));
        Report.Builder report = Report.builder();
        anchoring.report(report);
        assertThat(report.build().facts())
                .containsEntry(
                        "chain.anchor.cost.day", ChainReport.ether(first.cost().add(second.cost())));
        assertThat(report.build().facts().get("chain.anchor.last")).startsWith("batches 4 to 5, noted at ");
    }

    @Test
    void export_ofWhatIsAnchored_isCheckedOnTheChain_withoutTheGateway() throws Exception {
        seal(5);
        await().until(() -> noted(5));
        seal(1);
        AnchorProofs proofs =
                new AnchorProofs(new NotedAnchors(Bench.NETWORK, LocalChain.EAS, gateway.store.precious()), this::list);
        Path export = data.resolve("export.jsonl");
        try (OutputStream out = Files.newOutputStream(export);
                ExportWriter writer = ExportWriter.jsonLines(out)) {
            for (SignedHeader header : sealed) {
                writer.header(header);
                Optional<AnchorProof> proof = proofs.of(header);
                if (proof.isPresent()) {
                    writer.anchor(proof.get());
                }
            }
        }

        String said = verify(0, "--rpc", local.endpoint().toString(), export.toString());

        assertThat(said)
                .contains("anchors        batches 1 to 5 noted at "
                        + Instant.ofEpochSecond(anchoring.last().notedAt()))
                .contains("not anchored   batches 6");
        assertThat(verify(0, export.toString())).contains("not checked    that eip155:84532 noted batches 1 to 5");
    }

    @Test
    void export_ofWhatTheChainDoesNotHave_fails() throws Exception {
        seal(1);
        Hash root = Leaf.of(sealed.get(0).hash());
        Path export = data.resolve("export.jsonl");
        try (OutputStream out = Files.newOutputStream(export);
                ExportWriter writer = ExportWriter.jsonLines(out)) {
            writer.header(sealed.get(0));
            writer.anchor(new AnchorProof(
                    1,
                    Bench.NETWORK.toString(),
                    LocalChain.EAS,
                    MerkleTree.of(List.of(root, root)).root(),
                    List.of(root)));
        }

        assertThat(verify(1, "--rpc", local.endpoint().toString(), export.toString()))
                .contains("FAILED  anchor_not_noted");
    }

    @Test
    void chain_away_theSameRootIsNotedLater_alsoAfterACrash() throws Exception {
        proxy.fails(upstream -> null);
        seal(2);
        await().until(() -> anchoring.last() != null);
        Anchor made = anchoring.last();
        assertThat(made.notedAt()).isZero();
        seal(1);

        anchoring.close();
        gateway.crash(Bench.limits(), local.endpoint());
        anchoring = start();

        await().until(() -> noted(2));
        assertThat(anchoring.last().root()).isEqualTo(made.root());
        assertThat(time(made.root())).isPositive();
    }

    private Anchoring start() {
        return new Anchoring(
                gateway.chain,
                this::list,
                gateway.store.precious(),
                PERIOD,
                Duration.ofMillis(20),
                scheduler,
                now::get);
    }

    private List<SignedHeader> list(long number, int max) {
        return sealed.stream()
                .filter(header -> header.header().number() >= number)
                .limit(max)
                .toList();
    }

    /** In a process of its own, as whoever bought does. @return what it says */
    private static String verify(int exitCode, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.headgate.proof.cli.Verify",
                "--headers-only"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        return said;
    }

    /** All at once: it is looked at all the time. */
    private void seal(int count) {
        List<SignedHeader> more = new ArrayList<>();
        Hash previous =
                sealed.isEmpty() ? Hash.ZERO : sealed.get(sealed.size() - 1).hash();
        for (int i = 0; i < count; i++) {
            long number = sealed.size() + 1 + i;
            Hash root = Hash.of(new Abi().uint(1_000_000 + roots++).encode());
            BatchHeader header = new BatchHeader(SELLER, number, previous, root, number, number, 0, now.get());
            previous = Eip712.hashStruct(header);
            more.add(new SignedHeader(header, previous, Bench.SIGNER.sign(Eip712.digest(previous))));
        }
        sealed.addAll(more);
    }

    private boolean noted(long batch) {
        Anchor last = anchoring.last();
        return last != null && last.last() == batch && last.notedAt() > 0;
    }

    private Hash root(int from, int to) {
        return MerkleTree.of(sealed.subList(from, to).stream()
                        .map(header -> Leaf.of(header.hash()))
                        .toList())
                .root();
    }

    private static long time(Hash root) throws Exception {
        return new BigInteger(1, local.call(LocalChain.EAS, "getTimestamp(bytes32)", new Abi().bytes32(root)))
                .longValue();
    }

    private static long transactions() throws Exception {
        return Call.quantity(local.rpc("eth_getTransactionCount", SELLER.toString(), "latest")
                        .textValue())
                .longValue();
    }
}
