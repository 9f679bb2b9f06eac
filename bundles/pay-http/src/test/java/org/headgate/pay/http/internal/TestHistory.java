package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;

/** Pieces of ten positions, of which the odd ones are the feed's; what is below a position is gone. */
final class TestHistory implements FeedHistory {
    static final int PIECE = 10;

    final AtomicLong kept = new AtomicLong(1);
    final AtomicLong records = new AtomicLong();
    private final long last;

    /** @param last sealed position: a multiple of ten */
    TestHistory(long last) {
        this.last = last;
    }

    @Override
    public Optional<Piece> piece(long position) {
        long number = (Math.max(position, kept.get()) + PIECE - 1) / PIECE;
        number += (number - 1) * PIECE + 1 < kept.get() ? 1 : 0;
        return number * PIECE > last
                ? Optional.empty()
                : Optional.of(new Piece(number, (number - 1) * PIECE + 1, number * PIECE, PIECE / 2));
    }

    @Override
    public Page read(Piece piece, long position, int max, boolean leaf) throws JournalUnavailable {
        if (position < kept.get()) {
            throw new JournalUnavailable("history_gone", "retention took it");
        }
        List<Item> items = new ArrayList<>();
        long at = position;
        for (; at <= piece.last() && items.size() < max; at++) {
            if (at % 2 == 1) {
                items.add(new Item(
                        at,
                        leaf ? new byte[] {(byte) (at & 0x17)} : ("[{\"n\":\"t\",\"v\":" + at + "}]").getBytes(UTF_8),
                        "",
                        List.of(Map.entry("seq", Long.toString(at)))));
            }
        }
        records.addAndGet(items.size());
        return new Page(items, at, null);
    }

    @Override
    public List<byte[]> proofs(Piece piece) {
        return List.of(("{\"proofOf\":" + piece.number() + "}").getBytes(UTF_8));
    }
}
