package org.headgate.feeds.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.Feeds.Span;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.status.Problem;
import org.headgate.proof.Eip712;
import org.headgate.proof.FeedBatch;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleTree;
import org.headgate.proof.SignedFeedBatch;
import org.headgate.store.ChainMark;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * The signed chains of derived feeds, in {@code precious}. A feed batch is a run of rows, one after the other, of one definition version, whose last
 * contributions lie in one batch of the gateway; it is signed once that batch is sealed and followed to its end. Sealing is for one thread.
 */
final class FeedChain {
    static final List<String> STEPS =
            List.of("""
            CREATE TABLE IF NOT EXISTS feeds_batch(
              feed VARCHAR(64) NOT NULL,
              number BIGINT NOT NULL,
              gateway BINARY(20) NOT NULL,
              version INT NOT NULL,
              previous BINARY(32) NOT NULL,
              batch BIGINT NOT NULL,
              root BINARY(32) NOT NULL,
              first_row BIGINT NOT NULL,
              last_row BIGINT NOT NULL,
              signature BINARY(65) NOT NULL,
              signed_at BIGINT NOT NULL,
              PRIMARY KEY(feed, number))""", "CREATE INDEX IF NOT EXISTS feeds_batch_rows ON feeds_batch(feed, last_row)");

    /** Rows a feed batch holds at most. */
    static final int ROWS_MAX = 4_096;

    private static final FeedBatchForm FORM = new FeedBatchForm();

    private static final String COLUMNS =
            "gateway, feed, version, number, previous, batch, root, first_row, last_row, signature";

    private final Store store;
    private final Database precious;
    private final Supplier<@Nullable Signer> signer;
    private final SealedRanges sealed;
    private final Map<String, SignedFeedBatch> newest = new ConcurrentHashMap<>();
    private final Map<String, ChainMark<SignedFeedBatch>> marks = new ConcurrentHashMap<>();
    private final AtomicLong signed = new AtomicLong();
    private volatile long signedAt = System.currentTimeMillis();

    FeedChain(Store store, Supplier<@Nullable Signer> signer, SealedRanges sealed) {
        this.store = store;
        this.precious = store.precious();
        this.signer = signer;
        this.sealed = sealed;
    }

    /** Reads where a feed's chain ends: on disk, or above it by its mark. */
    void open(String feed) throws StoreUnavailable {
        ChainMark<SignedFeedBatch> mark =
                new ChainMark<>("feed-" + feed, store.mark("feed-" + feed), FORM, new Links(feed));
        mark.open().ifPresent(last -> newest.put(feed, last));
        marks.put(feed, mark);
    }

    /** What was found of a feed's mark. From memory. */
    Optional<Problem> problem(String feed) {
        return Optional.ofNullable(marks.get(feed)).flatMap(ChainMark::problem);
    }

    @Nullable
    SignedFeedBatch last(String feed) {
        return newest.get(feed);
    }

    /** How many were signed since the start. */
    long signed() {
        return signed.get();
    }

    @Nullable
    SignedFeedBatch find(String feed, long number) throws StoreUnavailable {
        List<SignedFeedBatch> found = select("WHERE feed = ? AND number = ?", feed, number);
        return found.isEmpty() ? null : found.get(0);
    }

    /** The first that ends at a row or behind it. */
    @Nullable
    SignedFeedBatch reaching(String feed, long row) throws StoreUnavailable {
        List<SignedFeedBatch> found = select("WHERE feed = ? AND last_row >= ? ORDER BY last_row LIMIT 1", feed, row);
        return found.isEmpty() ? null : found.get(0);
    }

    /** When rows were received, as {@link SealedRanges#span}: in proportion within the time of their batch. May read the disk. */
    Optional<Span> span(String feed, long from, long to) {
        try {
            Optional<Long> start = time(feed, from, false);
            Optional<Long> end = time(feed, to, true);
            return start.isPresent() && end.isPresent() && start.get() <= end.get()
                    ? Optional.of(new Span(start.get(), end.get()))
                    : Optional.empty();
        } catch (StoreUnavailable e) {
            return Optional.empty();
        }
    }

    /** Signs what can be signed of a feed. Blocks. @param followed sequences below it have been followed @return how many were signed */
    int seal(DerivedFeed feed, long followed, long now) throws StoreUnavailable, JournalUnavailable {
        Signer key = signer.get();
        ChainMark<SignedFeedBatch> mark = Objects.requireNonNull(marks.get(feed.id()));
        signedAt = now;
        mark.catchUp().ifPresent(this::kept);
        int count = 0;
        while (key != null) {
            SignedFeedBatch before = newest.get(feed.id());
            long from =
                    Math.max(feed.first(), before == null ? 1 : before.batch().lastSequence() + 1);
            List<Row> run = run(read(feed, from), followed);
            if (run.isEmpty()) {
                break;
            }
            SignedFeedBatch made = sign(key, feed.id(), run, before);
            mark.keep(made);
            kept(made);
            count++;
        }
        return count;
    }

    /** Deletes what was signed before, but for the newest of each feed. */
    void prune(long before) throws StoreUnavailable {
        for (Map.Entry<String, SignedFeedBatch> last : newest.entrySet()) {
            House.join(precious.<Integer>write(connection -> {
                try (PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM feeds_batch WHERE feed = ? AND signed_at < ? AND number < ?")) {
                    delete.setString(1, last.getKey());
                    delete.setLong(2, before);
                    delete.setLong(3, last.getValue().batch().number());
                    return delete.executeUpdate();
                }
            }));
        }
    }

    static MerkleTree tree(List<Row> rows) {
        return MerkleTree.of(
                rows.stream().map(row -> Leaf.of(row.number(), row.pack())).toList());
    }

    private Optional<Long> time(String feed, long row, boolean end) throws StoreUnavailable {
        SignedFeedBatch holding = reaching(feed, row);
        if (holding == null) {
            return Optional.empty();
        }
        FeedBatch batch = holding.batch();
        long rows = batch.lastSequence() - batch.firstSequence() + 1;
        long passed = Math.max(0, row - batch.firstSequence() + (end ? 1 : 0));
        return sealed.span(batch.batch()).map(span -> span.start() + passed * (span.end() - span.start()) / rows);
    }

    /** Rows from a place on, but for those at the head whose batch's header is lost: they belong to none that is known. */
    private List<Row> read(DerivedFeed feed, long from) throws JournalUnavailable {
        long at = from;
        while (at < feed.next()) {
            List<Row> rows = feed.read(at, ROWS_MAX);
            int lost = 0;
            long lostBelow = 0;
            while (lost < rows.size() && rows.get(lost).lastSequence() <= sealed.through()) {
                long sequence = rows.get(lost).lastSequence();
                if (sequence >= lostBelow) {
                    lostBelow = sealed.anyBatch(sequence) == 0 ? sealed.nextFirst(sequence) : 0;
                }
                if (sequence >= lostBelow) {
                    break;
                }
                lost++;
            }
            if (rows.isEmpty() || lost < rows.size()) {
                return rows.subList(lost, rows.size());
            }
            at = rows.get(lost - 1).number() + 1;
        }
        return List.of();
    }

    /** The rows at the head that belong to one batch; none where it is not yet sealed. */
    private List<Row> run(List<Row> rows, long followed) {
        long through = Math.min(sealed.through(), followed - 1);
        List<Row> run = new ArrayList<>();
        long batch = 0;
        for (Row row : rows) {
            long own = row.lastSequence() <= through ? sealed.anyBatch(row.lastSequence()) : 0;
            boolean first = run.isEmpty();
            if (own == 0 || !first && row.number() != run.get(0).number() + run.size()) {
                break;
            }
            if (!first && (own != batch || row.version() != run.get(0).version())) {
                break;
            }
            batch = own;
            run.add(row);
        }
        return run;
    }

    private SignedFeedBatch sign(Signer key, String feed, List<Row> run, @Nullable SignedFeedBatch before) {
        Row first = run.get(0);
        Row last = run.get(run.size() - 1);
        FeedBatch batch = new FeedBatch(
                key.address(),
                feed,
                first.version(),
                before == null ? 1 : before.batch().number() + 1,
                before == null ? Hash.ZERO : before.hash(),
                sealed.anyBatch(first.lastSequence()),
                tree(run).root(),
                first.number(),
                last.number());
        Hash hash = Eip712.hashStruct(batch);
        return new SignedFeedBatch(batch, hash, key.sign(Eip712.digest(hash)));
    }

    private void kept(SignedFeedBatch made) {
        newest.put(made.batch().feed(), made);
        signed.incrementAndGet();
    }

    /** One feed's chain on disk. */
    private final class Links implements ChainMark.Table<SignedFeedBatch> {
        private final String feed;

        Links(String feed) {
            this.feed = feed;
        }

        @Override
        public Optional<SignedFeedBatch> last() throws StoreUnavailable {
            return select("WHERE feed = ? ORDER BY number DESC LIMIT 1", feed, null).stream()
                    .findFirst();
        }

        @Override
        public Optional<SignedFeedBatch> find(long number) throws StoreUnavailable {
            return Optional.ofNullable(FeedChain.this.find(feed, number));
        }

        @Override
        public void put(SignedFeedBatch made) throws StoreUnavailable {
            House.join(precious.<Boolean>write(connection -> {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM feeds_batch WHERE feed = ? AND number >= ?")) {
                    delete.setString(1, feed);
                    delete.setLong(2, made.batch().number());
                    delete.executeUpdate();
                }
                insert(connection, made, signedAt);
                return true;
            }));
        }
    }

    private static void insert(Connection connection, SignedFeedBatch made, long now) throws SQLException {
        FeedBatch batch = made.batch();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO feeds_batch(" + COLUMNS + ", signed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setBytes(1, batch.gateway().bytes());
            insert.setString(2, batch.feed());
            insert.setInt(3, batch.version());
            insert.setLong(4, batch.number());
            insert.setBytes(5, batch.previous().bytes());
            insert.setLong(6, batch.batch());
            insert.setBytes(7, batch.root().bytes());
            insert.setLong(8, batch.firstSequence());
            insert.setLong(9, batch.lastSequence());
            insert.setBytes(10, made.signature());
            insert.setLong(11, now);
            insert.executeUpdate();
        }
    }

    private List<SignedFeedBatch> select(String where, String feed, @Nullable Long value) throws StoreUnavailable {
        return precious.read(connection -> {
            List<SignedFeedBatch> found = new ArrayList<>();
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM feeds_batch " + where)) {
                query.setString(1, feed);
                if (value != null) {
                    query.setLong(2, value);
                }
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        found.add(batch(row));
                    }
                }
            }
            return found;
        });
    }

    private static SignedFeedBatch batch(ResultSet row) throws SQLException {
        return new SignedFeedBatch(
                new FeedBatch(
                        Address.of(row.getBytes(1)),
                        row.getString(2),
                        row.getInt(3),
                        row.getLong(4),
                        Hash.of(row.getBytes(5)),
                        row.getLong(6),
                        Hash.of(row.getBytes(7)),
                        row.getLong(8),
                        row.getLong(9)),
                row.getBytes(10));
    }
}
