package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TreeMap;
import org.headgate.api.status.Problem;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.proof.FeedProofDocument;
import org.headgate.proof.SignedFeedBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A derived feed whose chain is lost or put back with {@code precious}, and a buyer who has kept all that was signed. */
class FeedChainMarkTest {
    private static final String A = "urn:dev:ops:a";
    private static final String RECORDS = "feeds/greenhouse/records";

    @TempDir
    Path data;

    @TempDir
    Path backup;

    private final TreeMap<Long, SignedFeedBatch> shown = new TreeMap<>();
    private Gateway gateway;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(data);
        gateway.put(Definitions.RAW.quantities("t"));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void precious_putBack_noNumberIsSignedTwice() throws Exception {
        sign(1);
        gateway.stop();
        Files.copy(precious(), backup.resolve("precious"));
        gateway.start();
        sign(2);
        sign(3);
        gateway.stop();
        Files.copy(backup.resolve("precious"), precious(), StandardCopyOption.REPLACE_EXISTING);
        gateway.start();

        assertThat(gateway.feeds.report().problems()).extracting(Problem::code).containsExactly("chain_hole");
        sign(4);
        gateway.restart();
        sign(5);
        assertOneChain(5);
    }

    @Test
    void precious_lost_theFeedMadeAnewGoesOnAbove() throws Exception {
        sign(1);
        sign(2);
        gateway.stop();
        Files.delete(precious());
        gateway.start();
        gateway.put(Definitions.RAW.quantities("t"));
        sign(3);
        assertOneChain(3);
    }

    @Test
    void rowsOfABatchWhoseHeaderIsLost_areLeftOutAndTheChainGoesOn() throws Exception {
        sign(1);
        gateway.feeds.unbindSigner(gateway.batches);
        add();
        gateway.seal();
        add();
        gateway.seal();
        gateway.batches.lose(2);
        gateway.restart();
        await().untilAsserted(() -> {
            see();
            assertThat(shown).containsKey(2L);
        });
        assertThat(shown.get(2L).batch().batch()).isEqualTo(3);
        assertThat(shown.get(2L).batch().firstSequence()).isEqualTo(3);
        assertThat(shown.get(2L).batch().lastSequence()).isEqualTo(3);
    }

    private Path precious() {
        return data.resolve("precious.mv.db");
    }

    private void add() {
        long next = gateway.topic(RECORDS).next();
        gateway.journal.add(gateway.now.get(), A, "t", 20.0);
        gateway.feeds.committed(gateway.journal.next());
        await().until(() -> gateway.topic(RECORDS).next() == next + 1);
    }

    /** One row, sealed and signed under this number. */
    private void sign(long number) {
        add();
        gateway.seal();
        await().untilAsserted(() -> {
            see();
            assertThat(shown).containsKey(number);
        });
    }

    private void see() throws Exception {
        for (Item item : gateway.all("feeds/greenhouse/proofs")) {
            SignedFeedBatch signed = FeedProofDocument.read(item.payload()).signed();
            SignedFeedBatch before = shown.putIfAbsent(signed.batch().number(), signed);
            if (before != null) {
                assertThat(signed.hash()).isEqualTo(before.hash());
            }
        }
    }

    private void assertOneChain(int length) {
        assertThat(shown).hasSize(length);
        for (long number = 2; number <= length; number++) {
            assertThat(shown.get(number).batch().previous())
                    .isEqualTo(shown.get(number - 1).hash());
            assertThat(shown.get(number).batch().firstSequence())
                    .isGreaterThan(shown.get(number - 1).batch().lastSequence());
        }
    }
}
