package org.headgate.journal.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal.Rollup;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.senml.SenmlScan;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Count, minimum, maximum, sum and last value of each quantity of each device by minute, in a database of their own that remembers through which sequence it
 * goes. Follows the journal, off the way of the messages; what is gathered is saved once a minute, or when it is much, and is gathered again after a crash. The
 * key of a minute is {@code series << 32 | minute}.
 */
final class Rollups {
    private static final Logger LOG = LoggerFactory.getLogger(Rollups.class);
    private static final int MINUTE = 60;
    private static final int SERIES = 20_000;
    private static final int BYTES_PER_ROW = 80;
    private static final int PAGE = 1024;
    private static final int PAGES = 4096;
    private static final long SAVE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Minutes that are gathered before they are saved, or a page more: all series may have one, so that each is saved once a minute. */
    private static final int GATHERED = SERIES + SERIES / 5;

    private final Store store;
    private final H2Journal journal;
    private final Settings settings;
    private final Object updating = new Object();
    private final BelievedClock clock;
    private final Map<Series, Long> series = new HashMap<>();
    private final Map<String, String> quantities = new HashMap<>();
    private final List<Map.Entry<Series, Long>> added = new ArrayList<>();
    private Minutes gathered = new Minutes();
    /** Held by a reader, so that what is being saved is not seen twice. */
    private final ReadWriteLock saving = new ReentrantReadWriteLock();

    private long savedAt = System.nanoTime();
    private @Nullable Database database;
    private boolean closed;
    private long nextSeries = 1;
    private volatile long through;
    private long saved;
    private volatile long skipped;
    private volatile long dropped;

    Rollups(Store store, H2Journal journal, Settings settings, BelievedClock clock) {
        this.store = store;
        this.journal = journal;
        this.settings = settings;
        this.clock = clock;
    }

    /** The last sequence that is in, saved or not; 0 where none is, or before the first {@link #update}. */
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

    /** Takes in what the journal has more. */
    void update() throws StoreUnavailable, JournalUnavailable {
        synchronized (updating) {
            Database open = open();
            boolean more = true;
            for (int page = 0; more && page < PAGES; page++) {
                more = gather(journal.read(through + 1, PAGE));
                if (much()) {
                    save(open);
                }
            }
            if (System.nanoTime() - savedAt > SAVE_NANOS) {
                save(open);
            }
        }
    }

    /** False where the end of the journal was reached. */
    private synchronized boolean gather(List<Contribution> contributions) {
        for (Contribution contribution : contributions) {
            try {
                collect(contribution);
            } catch (IndexOutOfBoundsException e) { // what a broken file gave back is no pack
                skipped++;
            }
            through = contribution.sequence();
        }
        return !contributions.isEmpty();
    }

    private synchronized boolean much() {
        return gathered.size() >= GATHERED;
    }

    /** One transaction. */
    private void save(Database open) throws StoreUnavailable {
        saving.writeLock().lock();
        try {
            savedAt = System.nanoTime();
            if (saved == through) {
                return;
            }
            Marks.join(open.write(connection -> {
                RollupTable.save(connection, added, gathered, through);
                return 0;
            }));
            synchronized (this) {
                gathered = new Minutes();
                added.clear();
                saved = through;
            }
        } finally {
            saving.writeLock().unlock();
        }
    }

    /** Drops minutes that are too old, or too many. */
    void expire() throws StoreUnavailable {
        synchronized (updating) {
            Database open = open();
            save(open);
            expire(open);
        }
    }

    private void expire(Database open) throws StoreUnavailable {
        long oldest = clock.now() / 60_000 - settings.rollup().toMinutes();
        dropBefore(open, oldest);
        long rows = open.read(RollupTable::count);
        long limit = settings.rollupBytes() / BYTES_PER_ROW;
        for (long cut = oldest; rows > limit && cut < oldest + settings.rollup().toMinutes(); cut += 360) {
            dropped += dropBefore(open, cut);
            rows = open.read(RollupTable::count);
        }
        dropEmptySeries(open);
    }

    /** Series of which no minute is left make room for others. */
    private void dropEmptySeries(Database open) throws StoreUnavailable {
        Set<Long> kept = open.read(RollupTable::seriesWithMinutes);
        List<Long> empty;
        synchronized (this) {
            empty = series.values().stream().filter(id -> !kept.contains(id)).toList();
        }
        Marks.join(open.write(connection -> RollupTable.dropSeries(connection, empty)));
        synchronized (this) {
            series.values().removeAll(Set.copyOf(empty));
        }
    }

    List<Rollup> read(String device, String quantity, long from, long to) throws JournalUnavailable {
        saving.readLock().lock();
        try {
            Database open = open();
            Long id;
            synchronized (this) {
                id = series.get(new Series(device, quantity));
            }
            if (id == null) {
                return List.of();
            }
            long first = id << 32 | Math.max(0, from) / 60_000;
            long last = id << 32 | Math.min(0xffff_ffffL, Math.max(0, to) / 60_000);
            Map<Long, Minute> minutes = open.read(connection -> RollupTable.read(connection, first, last));
            synchronized (this) {
                for (long key : gathered.between(first, last)) {
                    minutes.merge(key, gathered.get(key), Minute::plus);
                }
            }
            return minutes.entrySet().stream()
                    .map(entry -> entry.getValue().rollup(entry.getKey() & 0xffff_ffffL))
                    .toList();
        } catch (StoreUnavailable e) {
            throw H2Journal.unavailable(e);
        } finally {
            saving.readLock().unlock();
        }
    }

    /** What cannot be saved any more is gathered again after the next start. */
    void close() {
        synchronized (updating) {
            Database open;
            synchronized (this) {
                closed = true;
                open = database;
                database = null;
            }
            if (open != null) {
                try {
                    save(open);
                } catch (StoreUnavailable e) {
                    LOG.debug("the last minutes are not saved: {}", e.getMessage());
                }
                open.close();
            }
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
        opened.prepare("rollup", RollupTable.STEPS);
        opened.read(connection -> {
            RollupTable.series(connection, (of, id) -> {
                series.put(new Series(of.device(), shared(of.quantity())), id);
                nextSeries = Math.max(nextSeries, id + 1);
            });
            saved = RollupTable.through(connection);
            through = saved;
            return 0;
        });
        database = opened;
        return opened;
    }

    private void collect(Contribution contribution) {
        String device = contribution.device();
        double now = System.currentTimeMillis() / 1000.0;
        double oldest = Math.max(0, now - settings.rollup().toSeconds());
        SenmlScan scan = new SenmlScan(contribution.pack());
        while (scan.next()) {
            if (!scan.isNumber()) {
                continue;
            }
            double time = scan.time();
            Long id =
                    time < oldest || time > now + 86_400 ? null : id(new Series(device, quantity(device, scan.name())));
            if (id == null) {
                skipped++;
                continue;
            }
            gathered.add(id << 32 | (long) (time / MINUTE), scan.number(), time);
        }
    }

    private static String quantity(String device, String name) {
        boolean own = name.length() > device.length() && name.charAt(device.length()) == ':' && name.startsWith(device);
        return own ? name.substring(device.length() + 1) : name;
    }

    private @Nullable Long id(Series of) {
        Long known = series.get(of);
        if (known != null || series.size() >= SERIES) {
            return known;
        }
        Series kept = new Series(of.device(), shared(of.quantity()));
        long id = nextSeries++;
        series.put(kept, id);
        added.add(Map.entry(kept, id));
        return id;
    }

    /** The same object for the same quantity: devices of a kind have the same ones. */
    private String shared(String quantity) {
        if (quantities.size() >= SERIES) {
            quantities.clear();
        }
        String known = quantities.putIfAbsent(quantity, quantity);
        return known == null ? quantity : known;
    }

    private long dropBefore(Database open, long minute) throws StoreUnavailable {
        List<Long> ids;
        synchronized (this) {
            ids = List.copyOf(series.values());
        }
        return Marks.join(open.write(connection -> RollupTable.dropBefore(connection, ids, minute)));
    }

    /** Compared for each value of each message: by hand, since what the compiler makes for records is slow until C2 has seen it. */
    record Series(String device, String quantity) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Series that && quantity.equals(that.quantity) && device.equals(that.device);
        }

        @Override
        public int hashCode() {
            return 31 * device.hashCode() + quantity.hashCode();
        }
    }
}
