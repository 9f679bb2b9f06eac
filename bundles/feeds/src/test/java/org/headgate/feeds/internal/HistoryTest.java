package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.feed.FeedHistory.Piece;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.proof.FeedProofDocument;
import org.headgate.proof.ProofDocument;
import org.junit.jupiter.api.Test;

class HistoryTest extends GatewayTest {
    private static final long HOUR = 3_600_000;

    @Test
    void raw_piecesAreWholeBatches_withTheFeedsRecordsAlone_andTheirProofs() throws Exception {
        gateway.put(Definitions.RAW.devices(A));
        batches(3);
        gateway.journal.add(gateway.now.get(), A, "t", 9);
        FeedHistory history = history("greenhouse");

        assertThat(pieces(history))
                .containsExactly(new Piece(1, 1, 4, 2), new Piece(2, 5, 8, 2), new Piece(3, 9, 12, 2));
        Piece second = history.piece(6).orElseThrow();
        assertThat(second.number()).isEqualTo(2);
        assertThat(positions(history, second, 1)).containsExactly(5L, 7L);
        assertThat(history.read(second, 6, 10, true).items().get(0).contentType())
                .isEqualTo(Items.CBOR);
        assertThat(history.read(second, 9, 10, true).items()).isEmpty();
        ProofDocument proof = ProofDocument.read(history.proofs(second).get(0));
        assertThat(proof.header().header().number()).isEqualTo(2);
        assertThat(history.piece(13)).as("what is not sealed").isEmpty();
    }

    @Test
    void raw_olderThanTheReplay_isStillThere() throws Exception {
        gateway.put(Definitions.RAW.replay(1));
        for (int i = 0; i < 5; i++) {
            batches(1);
            gateway.now.addAndGet(HOUR);
        }
        gateway.restart();
        gateway.put(Definitions.RAW.id("other"));
        gateway.now.addAndGet(60_001);
        gateway.put(Definitions.RAW.id("another"));
        await().until(() ->
                gateway.topic("feeds/greenhouse/records").read(1, 10).gap() != null);

        assertThat(pieces(history("greenhouse"))).hasSize(5).first().isEqualTo(new Piece(1, 1, 4, 4));
        assertThat(history("greenhouse").proofs(new Piece(1, 1, 4, 4))).hasSize(1);
    }

    @Test
    void raw_whatIsNotWhole_isPassedOver() throws Exception {
        gateway.put(Definitions.RAW);
        batches(4);
        gateway.journal.retain(3);
        gateway.journal.lose(10, 11);

        assertThat(pieces(history("greenhouse"))).containsExactly(new Piece(2, 5, 8, 4), new Piece(4, 13, 16, 4));
    }

    @Test
    void raw_takenByRetentionMeanwhile_isTold() throws Exception {
        gateway.put(Definitions.RAW);
        batches(2);
        FeedHistory history = history("greenhouse");
        Piece first = history.piece(1).orElseThrow();
        gateway.journal.retain(6);

        assertThat(catchThrowableOfType(JournalUnavailable.class, () -> history.read(first, 1, 10, false))
                        .code())
                .isEqualTo("history_gone");
        assertThat(history.piece(1)).isEmpty();
    }

    @Test
    void derived_piecesAreItsOwnBatches() throws Exception {
        gateway.put(Definitions.RAW.id("names").quantities("t"));
        batches(2);
        gateway.feeds.committed(gateway.journal.next());
        await().until(() -> gateway.topic("feeds/names/records").next() == 9);
        await().until(() -> gateway.all("feeds/names/proofs").size() == 2);
        FeedHistory history = history("names");

        assertThat(pieces(history)).containsExactly(new Piece(1, 1, 4, 4), new Piece(2, 5, 8, 4));
        Piece second = history.piece(7).orElseThrow();
        assertThat(positions(history, second, 3)).containsExactly(5L, 6L, 7L, 8L);
        assertThat(history.read(second, 9, 10, false).items()).isEmpty();
        assertThat(FeedProofDocument.read(history.proofs(second).get(0))
                        .signed()
                        .batch()
                        .number())
                .isEqualTo(2);
    }

    @Test
    void feed_thatIsNot_hasNone() {
        assertThat(gateway.feeds.history("none")).isEmpty();
    }

    private FeedHistory history(String feed) {
        return gateway.feeds.history(feed).orElseThrow();
    }

    /** Of four each, two of either device. */
    private void batches(int count) {
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 2; j++) {
                gateway.journal.add(gateway.now.get(), A, "t", j);
                gateway.journal.add(gateway.now.get(), B, "t", j);
            }
            gateway.seal();
        }
    }

    private static List<Piece> pieces(FeedHistory history) throws Exception {
        List<Piece> pieces = new ArrayList<>();
        Optional<Piece> next = history.piece(1);
        while (next.isPresent()) {
            pieces.add(next.get());
            next = history.piece(next.get().last() + 1);
        }
        return pieces;
    }

    private static List<Long> positions(FeedHistory history, Piece piece, int max) throws Exception {
        List<Long> positions = new ArrayList<>();
        long at = piece.first();
        while (at <= piece.last()) {
            Page page = history.read(piece, at, max, false);
            page.items().stream().map(Item::position).forEach(positions::add);
            at = page.next();
        }
        return positions;
    }
}
