package org.headgate.coverage.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.headgate.coverage.Saved;
import org.headgate.coverage.Station;
import org.headgate.coverage.Transmitter;
import org.jspecify.annotations.Nullable;

/** Who stands where: what the operator listed goes before what receivers told, and that before what holds for all. For one thread. */
final class Stations {
    private static final int MOST_TOLD = 1_024;
    private static final int PLACE_RESOLUTION = 12;

    private final StationList list;
    private final Station usual;
    private final Supplier<? extends @Nullable Grid> grid;
    private final Map<String, Transmitter> listed = new HashMap<>();
    private final Map<String, Place> told = new LinkedHashMap<>();
    private final Map<Place, Long> cells = new LinkedHashMap<>();
    private volatile long forgotten;

    /** @param usual for receivers of which nothing else is known @param grid gives null where H3 is not there */
    Stations(StationList list, Station usual, Supplier<? extends @Nullable Grid> grid) {
        this.list = list;
        this.usual = usual;
        this.grid = grid;
    }

    /** Null for one that is not listed. */
    @Nullable
    Transmitter transmitter(String id) {
        Transmitter known = list.stations().get(id);
        return known == null
                ? null
                : listed.computeIfAbsent(id, key -> new Transmitter(placed(known.station()), known.powerDbm()));
    }

    /** The station whose beacons a device may announce, or null. */
    @Nullable
    Transmitter announcedBy(String device) {
        String id = list.announcers().get(device);
        return id == null ? null : transmitter(id);
    }

    boolean announcer(String device) {
        return list.announcers().containsKey(device);
    }

    /** Where the table is full what an adopted receiver tells puts out what was told first; what a stranger tells finds no room. */
    void located(String receiver, Place place, boolean adopted) {
        if (!told.containsKey(receiver) && told.size() >= MOST_TOLD) {
            forgotten++;
            if (!adopted) {
                return;
            }
            told.remove(told.keySet().iterator().next());
        }
        told.put(receiver, place);
    }

    long forgotten() {
        return forgotten;
    }

    Station receiver(String urn) {
        Transmitter known = list.stations().get(urn);
        Station own = known == null ? Station.named(urn) : known.station();
        Place place = own.place() == null ? told.get(urn) : own.place();
        return placed(new Station(
                urn,
                place == null ? usual.place() : place,
                0,
                own.gainDbi() == null ? usual.gainDbi() : own.gainDbi(),
                own.region() == null ? usual.region() : own.region()));
    }

    private Station placed(Station station) {
        Place place = station.place();
        return place == null
                ? station
                : new Station(station.id(), place, cell(place), station.gainDbi(), station.region());
    }

    private long cell(Place place) {
        Long known = cells.get(place);
        if (known != null) {
            return known;
        }
        Grid h3 = grid.get();
        long cell = h3 == null ? 0 : h3.cell(place, PLACE_RESOLUTION);
        if (cells.size() >= MOST_TOLD) {
            cells.remove(cells.keySet().iterator().next());
        }
        cells.put(place, cell);
        return cell;
    }

    /** What receivers told. */
    void save(DataOutput out) throws IOException {
        out.writeInt(told.size());
        for (Map.Entry<String, Place> one : told.entrySet()) {
            out.writeUTF(one.getKey());
            Saved.place(one.getValue(), out);
        }
    }

    void load(DataInput in) throws IOException {
        told.clear();
        for (int left = in.readInt(); left > 0; left--) {
            told.put(in.readUTF(), Saved.place(in));
        }
    }
}
