package org.headgate.coverage;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.coverage.CellHour.Side;

/** What is being heard, by cell and hour, within a bound in bytes. For one thread. */
public final class CellHours {
    public static final long HOUR_MILLIS = 3_600_000;

    private static final int OPEN_BYTES = 400;
    private static final int MOST_TRUST = 2;
    private static final int PART_BYTES = 64;
    private static final Comparator<Key> ORDER =
            Comparator.comparingLong(Key::hour).thenComparing(Key::side).thenComparing(Key::cell);

    private final TreeMap<Key, Open> open = new TreeMap<>(ORDER);
    private final long mostBytes;
    private long bytes;
    private long left;

    /** @param mostBytes what finds no room within it is left out and counted */
    public CellHours(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    private record Key(long hour, Side side, long cell) {}

    private static final class Open {
        private long count;
        private long refused;
        private long lastHeardAt;
        private int trust = MOST_TRUST;
        private Levels rssi = new Levels();
        private Levels snr = new Levels();
        private Distinct transmitters = new Distinct();

        int bytes() {
            return OPEN_BYTES + PART_BYTES * (rssi.bins() + snr.bins() + transmitters.kept());
        }
    }

    /**
     * @param holds whether the rules found nothing against it; what does not hold is counted and nothing more
     * @param trust of the contribution, 0 to 2
     */
    public void add(Side side, long cell, Case one, boolean holds, int trust) {
        long hour = Math.floorDiv(one.sighting().heardAtMillis(), HOUR_MILLIS) * HOUR_MILLIS;
        Key key = new Key(hour, side, cell);
        Open into = open.get(key);
        if (bytes >= mostBytes) {
            left++;
            return;
        }
        if (into == null) {
            into = new Open();
            open.put(key, into);
            bytes += into.bytes();
        }
        bytes -= into.bytes();
        into.trust = Math.min(into.trust, trust);
        count(into, one, holds);
        bytes += into.bytes();
    }

    private static void count(Open into, Case one, boolean holds) {
        if (!holds) {
            into.refused++;
            return;
        }
        Sighting sighting = one.sighting();
        into.count++;
        into.lastHeardAt = Math.max(into.lastHeardAt, sighting.heardAtMillis());
        if (sighting.rssiDbm() != null) {
            into.rssi.add(sighting.rssiDbm());
        }
        if (sighting.snrDb() != null) {
            into.snr.add(sighting.snrDb());
        }
        String transmitter = one.transmitter().id();
        if (transmitter != null) {
            into.transmitters.add(transmitter);
        }
    }

    /** Takes out the hours that end by then, in order. */
    public List<CellHour> close(long until) {
        List<CellHour> closed = new ArrayList<>();
        Iterator<Map.Entry<Key, Open>> all = open.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Open> next = all.next();
            if (next.getKey().hour() + HOUR_MILLIS > until) {
                break;
            }
            closed.add(value(next.getKey(), next.getValue()));
            bytes -= next.getValue().bytes();
            all.remove();
        }
        return closed;
    }

    /** What is open, as it stands. */
    public List<CellHour> standing() {
        List<CellHour> standing = new ArrayList<>(open.size());
        open.forEach((key, value) -> standing.add(value(key, value)));
        return standing;
    }

    public long bytes() {
        return bytes;
    }

    /** Sightings that found no room. */
    public long left() {
        return left;
    }

    private static CellHour value(Key key, Open open) {
        return new CellHour(
                key.hour(),
                key.side(),
                key.cell(),
                open.count,
                open.refused,
                open.rssi.best(),
                open.rssi.median(),
                open.snr.best(),
                open.snr.median(),
                open.lastHeardAt,
                open.trust,
                open.transmitters.count());
    }

    /** To be loaded again. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(open.size());
        for (Map.Entry<Key, Open> entry : open.entrySet()) {
            out.writeLong(entry.getKey().hour());
            out.writeByte(entry.getKey().side().ordinal());
            out.writeLong(entry.getKey().cell());
            Open value = entry.getValue();
            out.writeLong(value.count);
            out.writeLong(value.refused);
            out.writeLong(value.lastHeardAt);
            out.writeByte(value.trust);
            value.rssi.save(out);
            value.snr.save(out);
            value.transmitters.save(out);
        }
    }

    /** Replaces what is open. @throws IOException where it is not what {@link #save} wrote */
    public void load(DataInput in) throws IOException {
        open.clear();
        bytes = 0;
        for (int count = in.readInt(); count > 0; count--) {
            Key key = new Key(in.readLong(), side(in.readUnsignedByte()), in.readLong());
            Open value = new Open();
            value.count = in.readLong();
            value.refused = in.readLong();
            value.lastHeardAt = in.readLong();
            value.trust = in.readByte();
            value.rssi = Levels.load(in);
            value.snr = Levels.load(in);
            value.transmitters = Distinct.load(in);
            open.put(key, value);
            bytes += value.bytes();
        }
    }

    private static Side side(int number) throws IOException {
        if (number >= Side.values().length) {
            throw new IOException("cells have no side " + number);
        }
        return Side.values()[number];
    }
}
