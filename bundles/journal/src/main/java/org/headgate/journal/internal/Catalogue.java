package org.headgate.journal.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.journal.internal.Marks.SegmentRow;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which segments there are: the list in {@code precious}, and the files. At the start the two are brought together. */
final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);
    private static final String SUFFIX = ".mv.db";

    private final Store store;
    private final Path folder;
    private final Marks marks;

    Catalogue(Store store, Path data, Marks marks) {
        this.store = store;
        this.folder = data.resolve("journal");
        this.marks = marks;
    }

    /** All segments by number, the last one open unless it is lost. Notes what is missing. */
    List<SegmentRow> load() throws StoreUnavailable {
        List<SegmentRow> known = marks.segments();
        List<Long> files = files();
        List<SegmentRow> rows = new ArrayList<>();
        for (SegmentRow row : known) {
            if (files.contains(row.number()) && size(row.number()) > 0) {
                rows.add(row);
            } else {
                missing(row);
            }
        }
        for (long number : files) {
            if (known.stream().noneMatch(row -> row.number() == number)) {
                judge(number, known, rows);
            }
        }
        rows.sort(Comparator.comparingLong(SegmentRow::number));
        boolean adopted = rows.stream().anyMatch(row -> !known.contains(row));
        return adopted ? settle(rows) : rows;
    }

    Database open(long number) throws StoreUnavailable {
        Database database = store.open("journal/" + number, Workload.APPEND);
        try {
            database.prepare("journal", Tables.STEPS);
            return database;
        } catch (StoreUnavailable e) {
            database.close();
            throw e;
        }
    }

    long size(long number) {
        try {
            return Files.size(file(number));
        } catch (IOException e) {
            return 0;
        }
    }

    void delete(long number) throws StoreUnavailable {
        try {
            Files.deleteIfExists(file(number));
        } catch (IOException e) {
            throw new StoreUnavailable("io_error", file(number) + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** What of a range is not known to be lost is so from now on. */
    void note(Lost range) throws StoreUnavailable {
        long from = range.from();
        for (Lost known : marks.lost()) {
            if (known.to() >= from && known.from() <= range.to()) {
                add(from, known.from() - 1, range.reason());
                from = known.to() + 1;
            }
        }
        add(from, range.to(), range.reason());
    }

    private void add(long from, long to, String reason) throws StoreUnavailable {
        if (from <= to) {
            LOG.error("sequences {} to {} are lost: {}", from, to, reason);
            marks.addLost(new Lost(from, to, reason));
        }
    }

    private void missing(SegmentRow row) throws StoreUnavailable {
        long last = row.last() == SegmentRow.OPEN ? marks.reserved() - 1 : row.last();
        note(new Lost(row.first(), last, "segment " + row.number() + " is missing"));
        marks.remove(row.number());
    }

    /** A file that the list does not name: left over by a roll or by retention, or its line was lost with a part of {@code precious}. */
    private void judge(long number, List<SegmentRow> known, List<SegmentRow> rows) throws StoreUnavailable {
        boolean dropped =
                !known.isEmpty() && number < known.get(known.size() - 1).number() && !marks.incomplete();
        SegmentRow found = dropped ? null : read(number);
        if (found != null && rows.stream().noneMatch(row -> overlap(row, found))) {
            LOG.warn("segment {} was not in the list any more and is found again", number);
            rows.add(found);
        } else {
            delete(number);
        }
    }

    private static boolean overlap(SegmentRow row, SegmentRow found) {
        return row.last() == SegmentRow.OPEN && row.number() < found.number()
                ? found.first() <= row.first()
                : found.first() <= row.last() && row.first() <= found.last();
    }

    /** What a file holds, as a closed segment; null where it holds nothing. */
    private @Nullable SegmentRow read(long number) throws StoreUnavailable {
        try (Database database = open(number)) {
            long[] range = database.read(connection ->
                    new long[] {Segment.number(connection, Tables.FIRST), Segment.number(connection, Tables.LAST)});
            long now = System.currentTimeMillis();
            return range[0] == 0 ? null : new SegmentRow(number, range[0], range[1], now, now, false);
        }
    }

    /** Only the last one is written: any before it is closed. */
    private List<SegmentRow> settle(List<SegmentRow> rows) throws StoreUnavailable {
        List<SegmentRow> settled = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            SegmentRow row = rows.get(i);
            boolean newest = i == rows.size() - 1;
            if (newest) {
                row = new SegmentRow(row.number(), row.first(), SegmentRow.OPEN, row.openedAt(), 0, false);
            } else if (row.last() == SegmentRow.OPEN) {
                long last = rows.get(i + 1).first() - 1;
                row = new SegmentRow(row.number(), row.first(), last, row.openedAt(), row.openedAt(), false);
            }
            marks.save(row);
            settled.add(row);
        }
        return settled;
    }

    private List<Long> files() throws StoreUnavailable {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,18}\\.mv\\.db"))
                    .map(name -> Long.valueOf(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StoreUnavailable("io_error", folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private Path file(long number) {
        return folder.resolve(number + SUFFIX);
    }
}
