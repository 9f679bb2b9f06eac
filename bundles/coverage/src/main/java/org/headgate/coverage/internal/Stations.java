package org.headgate.coverage.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.headgate.coverage.Station;
import org.headgate.coverage.Transmitter;
import org.jspecify.annotations.Nullable;

/** Who stands where: what the operator listed goes before what receivers told, and that before what holds for all. For one thread. */
final class Stations {
    private static final int MOST_TOLD = 1_024;

    private final StationList list;
    private final Station usual;
    private final @Nullable Grid grid;
    private final Map<String, Place> told = new LinkedHashMap<>();
    private long forgotten;

    /** @param usual for receivers of which nothing else is known */
    Stations(StationList list, Station usual, @Nullable Grid grid) {
        this.list = list;
        this.usual = usual;
        this.grid = grid;
    }

    Map<String, Transmitter> transmitters() {
        return list.stations();
    }

    /** The station whose beacons a device may announce, or null. */
    @Nullable
    Transmitter announcedBy(String device) {
        String id = list.announcers().get(device);
        return id == null ? null : list.stations().get(id);
    }

    boolean announcer(String device) {
        return list.announcers().containsKey(device);
    }

    /** True where that is news. The one that told first makes room. */
    boolean located(String receiver, Place place) {
        if (place.equals(told.get(receiver))) {
            return false;
        }
        told.remove(receiver);
        told.put(receiver, place);
        if (told.size() > MOST_TOLD) {
            told.remove(told.keySet().iterator().next());
            forgotten++;
        }
        return true;
    }

    Map<String, Place> told() {
        return told;
    }

    long forgotten() {
        return forgotten;
    }

    Station receiver(String urn) {
        Transmitter listed = list.stations().get(urn);
        Station known = listed == null ? Station.named(urn) : listed.station();
        Place place = known.place() == null ? told.get(urn) : known.place();
        return StationList.at(
                urn,
                place == null ? usual.place() : place,
                known.gainDbi() == null ? usual.gainDbi() : known.gainDbi(),
                known.region() == null ? usual.region() : known.region(),
                grid);
    }
}
