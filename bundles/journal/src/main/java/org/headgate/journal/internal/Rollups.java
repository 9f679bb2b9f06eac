package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal.Rollup;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.senml.SenmlScan;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Count, minimum, maximum, sum and last value of each quantity of each device by minute, in a database of their own that remembers through which sequence it
 * goes. Follows the journal, off the way of the messages. The key of a minute is {@code series << 32 | minute}.
 */
final class Rollups {
    private static final List<String> STEPS = List.of(
            "CREATE TABLE IF NOT EXISTS rollup_series(id BIGINT PRIMARY KEY, device VARCHAR(70000) NOT NULL,"
                    + " quantity VARCHAR(70000) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS rollup_minute(id BIGINT PRIMARY KEY, n BIGINT NOT NULL, low DOUBLE PRECISION NOT NULL,"
                    + " high DOUBLE PRECISION NOT NULL, total DOUBLE PRECISION NOT NULL, latest DOUBLE PRECISION NOT NULL,"
                    + " latest_at DOUBLE PRECISION NOT NULL)",
            "CREATE TABLE IF NOT EXISTS rollup_through(id TINYINT PRIMARY KEY, sequence BIGINT NOT NULL)");
    private static final int MINUTE = 60;
    private static final int SERIES = 20_000;
    private static final int BYTES_PER_ROW = 80;
    private static final int PAGE = 1024;
    private static final int PAGES = 64;
    private static final int ROUNDS = 64;

    /** Minutes of series that one transaction changes, or little more. */
    private static final int BUCKETS = 8_192;

    private final Store store;
    private final H2Journal journal;
    private final Settings settings;
    private final Object updating = new Object();
    private final BelievedClock clock;
    private final Map<Series, Long> series = new HashMap<>();
    private @Nullable Database database;
    private boolean closed;
    private long nextSeries = 1;
    private volatile long through;
    private volatile long skipped;
    private volatile long dropped;

    Rollups(Store store, H2Journal journal, Settings settings, BelievedClock clock) {
        this.store = store;
        this.journal = journal;
        this.settings = settings;
        this.clock = clock;
    }

    /** The last sequence that is in; 0 where none is, or before the first {@link #update}. */
    long through() {
        return through;
    }

    synchronized int series() {
        return series.size();
    }

    /** Values that are not in: too old, too far ahead, or of too many series. */
    long skipped() {
        return skipped;
    }

    /** Minutes that went because of the limit of bytes. */
    long dropped() {
        return dropped;
    }

    /** Takes in what the journal has more, in few transactions: most of what comes in a minute adds to the same rows. */
    void update() throws StoreUnavailable, JournalUnavailable {
        synchronized (updating) {
            Database open = open();
            boolean more = true;
            for (int round = 0; more && round < ROUNDS; round++) {
                more = round(open);
            }
        }
    }

    /** One transaction. False where the end of the journal was reached. */
    private boolean round(Database open) throws StoreUnavailable, JournalUnavailable {
        Map<Long, Bucket> buckets = new HashMap<>();
        List<Map.Entry<Series, Long>> added = new ArrayList<>();
        long last = through;
        boolean end = false;
        for (int page = 0; !end && page < PAGES && buckets.size() < BUCKETS; page++) {
            List<Contribution> more = journal.read(last + 1, PAGE);
            for (Contribution contribution : more) {
                try {
                    collect(contribution, buckets, added);
                } catch (IndexOutOfBoundsException e) { // what a broken file gave back is no pack
                    skipped++;
                }
                last = contribution.sequence();
            }
            end = more.isEmpty();
        }
        if (last == through) {
            return false;
        }
        long lastIn = last;
        try {
            Marks.join(open.write(connection -> {
                save(connection, buckets, added, lastIn);
                return 0;
            }));
        } catch (StoreUnavailable e) {
            added.forEach(entry -> series.remove(entry.getKey()));
            throw e;
        }
        through = last;
        return !end;
    }

    /** Drops minutes that are too old, or too many. */
    void expire() throws StoreUnavailable {
        Database open = open();
        long oldest = clock.now() / 60_000 - settings.rollup().toMinutes();
        dropBefore(open, oldest);
        long rows = open.read(connection -> Segment.number(connection, "SELECT COUNT(*) FROM rollup_minute"));
        long limit = settings.rollupBytes() / BYTES_PER_ROW;
        for (long cut = oldest; rows > limit && cut < oldest + settings.rollup().toMinutes(); cut += 360) {
            dropped += dropBefore(open, cut);
            rows = open.read(connection -> Segment.number(connection, "SELECT COUNT(*) FROM rollup_minute"));
        }
        dropEmptySeries(open);
    }

    /** Series of which no minute is left make room for others. */
    private void dropEmptySeries(Database open) throws StoreUnavailable {
        Set<Long> kept = open.read(connection -> {
            Set<Long> ids = new HashSet<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT id FROM rollup_series s WHERE EXISTS"
                            + " (SELECT 1 FROM rollup_minute m WHERE m.id >= s.id * 4294967296"
                            + " AND m.id < (s.id + 1) * 4294967296)");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
            }
            return ids;
        });
        List<Long> empty;
        synchronized (this) {
            empty = series.values().stream().filter(id -> !kept.contains(id)).toList();
        }
        Marks.join(open.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM rollup_series WHERE id = ?")) {
                for (long id : empty) {
                    delete.setLong(1, id);
                    delete.addBatch();
                }
                return delete.executeBatch().length;
            }
        }));
        synchronized (this) {
            series.values().removeAll(Set.copyOf(empty));
        }
    }

    List<Rollup> read(String device, String quantity, long from, long to) throws JournalUnavailable {
        try {
            Database open = open();
            Long id;
            synchronized (this) {
                id = series.get(new Series(device, quantity));
            }
            return id == null ? List.of() : open.read(connection -> read(connection, id, from, to));
        } catch (StoreUnavailable e) {
            throw H2Journal.unavailable(e);
        }
    }

    synchronized void close() {
        closed = true;
        if (database != null) {
            database.close();
            database = null;
        }
    }

    private synchronized Database open() throws StoreUnavailable {
        Database opened = database;
        if (opened != null) {
            return opened;
        }
        if (closed) {
            throw new StoreUnavailable("closed", "the journal is closed; start the gateway");
        }
        opened = store.open("rollups");
        opened.prepare("rollup", STEPS);
        opened.read(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT id, device, quantity FROM rollup_series");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    series.put(new Series(row.getString(2), row.getString(3)), row.getLong(1));
                }
            }
            nextSeries = 1 + Segment.number(connection, "SELECT COALESCE(MAX(id), 0) FROM rollup_series");
            through = Segment.number(connection, "SELECT COALESCE(MAX(sequence), 0) FROM rollup_through");
            return 0;
        });
        database = opened;
        return opened;
    }

    private synchronized void collect(
            Contribution contribution, Map<Long, Bucket> buckets, List<Map.Entry<Series, Long>> added) {
        String device = contribution.device();
        double now = System.currentTimeMillis() / 1000.0;
        double oldest = Math.max(0, now - settings.rollup().toSeconds());
        SenmlScan scan = new SenmlScan(contribution.pack());
        while (scan.next()) {
            if (!scan.isNumber()) {
                continue;
            }
            double time = scan.time();
            Long id = time < oldest || time > now + 86_400
                    ? null
                    : id(new Series(device, quantity(device, scan.name())), added);
            if (id == null) {
                skipped++;
                continue;
            }
            long key = id << 32 | (long) (time / MINUTE);
            buckets.computeIfAbsent(key, k -> new Bucket()).add(scan.number(), time);
        }
    }

    private static String quantity(String device, String name) {
        boolean own = name.length() > device.length() && name.charAt(device.length()) == ':' && name.startsWith(device);
        return own ? name.substring(device.length() + 1) : name;
    }

    private @Nullable Long id(Series of, List<Map.Entry<Series, Long>> added) {
        Long known = series.get(of);
        if (known != null || series.size() >= SERIES) {
            return known;
        }
        long id = nextSeries++;
        series.put(of, id);
        added.add(Map.entry(of, id));
        return id;
    }

    private static void save(
            Connection connection, Map<Long, Bucket> buckets, List<Map.Entry<Series, Long>> added, long last)
            throws SQLException {
        try (PreparedStatement name = connection.prepareStatement("INSERT INTO rollup_series VALUES (?, ?, ?)");
                PreparedStatement select = connection.prepareStatement(
                        "SELECT n, low, high, total, latest, latest_at FROM rollup_minute WHERE id = ?");
                PreparedStatement merge =
                        connection.prepareStatement("MERGE INTO rollup_minute VALUES (?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement mark = connection.prepareStatement("MERGE INTO rollup_through VALUES (1, ?)")) {
            for (Map.Entry<Series, Long> entry : added) {
                name.setLong(1, entry.getValue());
                name.setString(2, entry.getKey().device());
                name.setString(3, entry.getKey().quantity());
                name.executeUpdate();
            }
            for (Map.Entry<Long, Bucket> entry : buckets.entrySet()) {
                select.setLong(1, entry.getKey());
                Bucket bucket = entry.getValue();
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        bucket = Bucket.of(row).plus(bucket);
                    }
                }
                bucket.bind(merge, entry.getKey());
                merge.addBatch();
            }
            merge.executeBatch();
            mark.setLong(1, last);
            mark.executeUpdate();
        }
    }

    private List<Rollup> read(Connection connection, long id, long from, long to) throws SQLException {
        List<Rollup> rollups = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, n, low, high, total, latest FROM rollup_minute WHERE id >= ? AND id <= ? ORDER BY id")) {
            select.setLong(1, id << 32 | Math.max(0, from) / 60_000);
            select.setLong(2, id << 32 | Math.min(0xffff_ffffL, Math.max(0, to) / 60_000));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long minute = (row.getLong(1) & 0xffff_ffffL) * 60_000;
                    rollups.add(new Rollup(
                            minute,
                            row.getLong(2),
                            row.getDouble(3),
                            row.getDouble(4),
                            row.getDouble(5),
                            row.getDouble(6)));
                }
            }
        }
        return rollups;
    }

    private long dropBefore(Database open, long minute) throws StoreUnavailable {
        List<Long> ids;
        synchronized (this) {
            ids = List.copyOf(series.values());
        }
        return Marks.join(open.write(connection -> {
            long gone = 0;
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM rollup_minute WHERE id >= ? AND id < ?")) {
                for (long id : ids) {
                    delete.setLong(1, id << 32);
                    delete.setLong(2, id << 32 | minute);
                    gone += delete.executeUpdate();
                }
            }
            return gone;
        }));
    }

    /** Compared for each value of each message: by hand, since what the compiler makes for records is slow until C2 has seen it. */
    private record Series(String device, String quantity) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Series that && quantity.equals(that.quantity) && device.equals(that.device);
        }

        @Override
        public int hashCode() {
            return 31 * device.hashCode() + quantity.hashCode();
        }
    }

    /** One minute of one series. */
    private static final class Bucket {
        private long n;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;
        private double total;
        private double latest;
        private double latestAt = Double.NEGATIVE_INFINITY;

        static Bucket of(ResultSet row) throws SQLException {
            Bucket bucket = new Bucket();
            bucket.n = row.getLong(1);
            bucket.low = row.getDouble(2);
            bucket.high = row.getDouble(3);
            bucket.total = row.getDouble(4);
            bucket.latest = row.getDouble(5);
            bucket.latestAt = row.getDouble(6);
            return bucket;
        }

        void add(double value, double at) {
            n++;
            low = Math.min(low, value);
            high = Math.max(high, value);
            total += value;
            if (at >= latestAt) {
                latest = value;
                latestAt = at;
            }
        }

        Bucket plus(Bucket later) {
            n += later.n;
            low = Math.min(low, later.low);
            high = Math.max(high, later.high);
            total += later.total;
            if (later.latestAt >= latestAt) {
                latest = later.latest;
                latestAt = later.latestAt;
            }
            return this;
        }

        void bind(PreparedStatement merge, long key) throws SQLException {
            merge.setLong(1, key);
            merge.setLong(2, n);
            merge.setDouble(3, low);
            merge.setDouble(4, high);
            merge.setDouble(5, total);
            merge.setDouble(6, latest);
            merge.setDouble(7, latestAt);
        }
    }
}
