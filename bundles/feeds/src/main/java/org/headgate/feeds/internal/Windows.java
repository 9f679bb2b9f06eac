package org.headgate.feeds.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.Contribution;
import org.headgate.senml.SenmlRecord;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of one feed. A record belongs to the window of its own time; a window closes once the watermark, the latest receive time along the
 * journal, has passed its end by the grace. What comes later is late, what is further ahead of its receive time than the grace is early: both are counted
 * and left out. For one thread.
 */
final class Windows {
    private final int graceSeconds;
    private final int limit;
    private final Map<Key, Open> open = new LinkedHashMap<>();
    private int aggregates;
    private long firstEnd = Long.MAX_VALUE;
    private long late;
    private long early;
    private long refused;

    /** @param start seconds since the epoch */
    record Key(long start, int seconds, int version, int kind, String device) {
        long end() {
            return start + seconds;
        }
    }

    record Quantity(String name, @Nullable String unit) {}

    /** A window that is over. @param records of its pack */
    record Closed(Key key, int trust, long lastSequence, long receivedAt, List<SenmlRecord> records) {}

    private static final class Open {
        private int trust = Integer.MAX_VALUE;
        private long lastSequence;
        private long receivedAt;
        private final Map<Quantity, Aggregate> quantities = new LinkedHashMap<>();
    }

    /** @param limit aggregates that may be open at once */
    Windows(int graceSeconds, int limit) {
        this.graceSeconds = graceSeconds;
        this.limit = limit;
    }

    /** @param watermark milliseconds since the epoch, the contribution's own receive time included */
    void add(Contribution contribution, Transform.Passed passed, int seconds, int version, long watermark) {
        for (SenmlRecord record : passed.records()) {
            if (record.value() == null) {
                continue;
            }
            long start = Math.floorDiv((long) Math.floor(record.time()), (long) seconds) * seconds;
            if (over(start + seconds, watermark)) {
                late++;
            } else if (record.time() * 1_000 > contribution.receivedAt() + graceSeconds * 1_000L) {
                early++;
            } else {
                Key key = new Key(start, seconds, version, contribution.kind().code(), passed.device());
                add(key, contribution, record);
            }
        }
    }

    /** Takes out what the watermark closes: by end, then by last contribution. */
    List<Closed> close(long watermark) {
        if (firstEnd == Long.MAX_VALUE || !over(firstEnd, watermark)) {
            return List.of();
        }
        firstEnd = Long.MAX_VALUE;
        List<Closed> closed = new ArrayList<>();
        Iterator<Map.Entry<Key, Open>> entries = open.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, Open> entry = entries.next();
            if (over(entry.getKey().end(), watermark)) {
                closed.add(closed(entry.getKey(), entry.getValue()));
                aggregates -= entry.getValue().quantities.size();
                entries.remove();
            } else {
                firstEnd = Math.min(firstEnd, entry.getKey().end());
            }
        }
        closed.sort(Comparator.<Closed>comparingLong(window -> window.key.end())
                .thenComparingLong(Closed::lastSequence)
                .thenComparing(window -> window.key.device)
                .thenComparingInt(window -> window.key.kind)
                .thenComparingInt(window -> window.key.version));
        return closed;
    }

    long late() {
        return late;
    }

    long early() {
        return early;
    }

    long refused() {
        return refused;
    }

    int aggregates() {
        return aggregates;
    }

    byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(1);
            out.writeLong(late);
            out.writeLong(early);
            out.writeLong(refused);
            out.writeInt(open.size());
            for (Map.Entry<Key, Open> entry : open.entrySet()) {
                save(out, entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    void load(byte[] saved) {
        open.clear();
        firstEnd = Long.MAX_VALUE;
        aggregates = 0;
        late = 0;
        early = 0;
        refused = 0;
        if (saved.length == 0) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            in.readByte();
            late = in.readLong();
            early = in.readLong();
            refused = in.readLong();
            for (int left = in.readInt(); left > 0; left--) {
                load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    private boolean over(long endSeconds, long watermark) {
        return (endSeconds + graceSeconds) * 1_000 <= watermark;
    }

    private void add(Key key, Contribution contribution, SenmlRecord record) {
        Quantity quantity = new Quantity(Selection.quantity(record, key.device), record.unit());
        Open window = open.get(key);
        Aggregate aggregate = window == null ? null : window.quantities.get(quantity);
        if (aggregate == null) {
            if (aggregates >= limit) {
                refused++;
                return;
            }
            aggregates++;
            aggregate = new Aggregate();
            window = open.computeIfAbsent(key, k -> new Open());
            window.quantities.put(quantity, aggregate);
            firstEnd = Math.min(firstEnd, key.end());
        }
        if (window != null && record.value() != null) {
            aggregate.add(record.value(), record.time());
            window.trust = Math.min(window.trust, contribution.trust().code());
            window.lastSequence = contribution.sequence();
            window.receivedAt = contribution.receivedAt();
        }
    }

    private static Closed closed(Key key, Open window) {
        List<SenmlRecord> records = new ArrayList<>(window.quantities.size() * 5);
        window.quantities.forEach((quantity, aggregate) ->
                aggregate.write(records, prefix(key.device, quantity.name), quantity.unit, key.start));
        return new Closed(key, window.trust, window.lastSequence, window.receivedAt, records);
    }

    private static String prefix(String device, String quantity) {
        return quantity.isEmpty() ? device + ":" : device + ":" + quantity + "/";
    }

    private static void save(DataOutputStream out, Key key, Open window) throws IOException {
        out.writeLong(key.start);
        out.writeInt(key.seconds);
        out.writeInt(key.version);
        out.writeInt(key.kind);
        writeText(out, key.device);
        out.writeInt(window.trust);
        out.writeLong(window.lastSequence);
        out.writeLong(window.receivedAt);
        out.writeInt(window.quantities.size());
        for (Map.Entry<Quantity, Aggregate> entry : window.quantities.entrySet()) {
            writeText(out, entry.getKey().name);
            out.writeBoolean(entry.getKey().unit != null);
            writeText(out, entry.getKey().unit == null ? "" : entry.getKey().unit);
            entry.getValue().save(out);
        }
    }

    private void load(DataInputStream in) throws IOException {
        Key key = new Key(in.readLong(), in.readInt(), in.readInt(), in.readInt(), readText(in));
        Open window = new Open();
        window.trust = in.readInt();
        window.lastSequence = in.readLong();
        window.receivedAt = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            String name = readText(in);
            boolean unit = in.readBoolean();
            String text = readText(in);
            window.quantities.put(new Quantity(name, unit ? text : null), Aggregate.load(in));
            aggregates++;
        }
        open.put(key, window);
        firstEnd = Math.min(firstEnd, key.end());
    }
}
