package org.headgate.coverage;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Beacons by what they say and by who sent them, each in the order of time. */
final class Beacons {
    private static final long EARLY_MILLIS = 4_000;
    private static final long LATE_MILLIS = 180_000;

    private final Map<Payload, List<Beacon>> byPayload = new HashMap<>();
    private final Map<String, List<Beacon>> byTransmitter = new HashMap<>();
    private final Set<Beacon> known = new LinkedHashSet<>();
    private final int most;
    private long forgotten;

    /** @param most are kept; what was told first makes room */
    Beacons(int most) {
        this.most = most;
    }

    /** Doubles count once. */
    void add(Beacon beacon) {
        if (!known.add(beacon)) {
            return;
        }
        insert(byPayload.computeIfAbsent(beacon.payload(), key -> new ArrayList<>(1)), beacon);
        String id = beacon.transmitter().id();
        if (id != null) {
            insert(byTransmitter.computeIfAbsent(id, key -> new ArrayList<>()), beacon);
        }
        if (known.size() > most) {
            forget(known.iterator().next());
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(known.size());
        for (Beacon beacon : known) {
            Saved.beacon(beacon, out);
        }
    }

    void load(DataInput in) throws IOException {
        known.clear();
        byPayload.clear();
        byTransmitter.clear();
        for (int left = in.readInt(); left > 0; left--) {
            add(Saved.beacon(in));
        }
    }

    long forgotten() {
        return forgotten;
    }

    private void forget(Beacon beacon) {
        known.remove(beacon);
        forgotten++;
        remove(byPayload, beacon.payload(), beacon);
        if (beacon.transmitter().id() != null) {
            remove(byTransmitter, beacon.transmitter().id(), beacon);
        }
    }

    private static <K> void remove(Map<K, List<Beacon>> map, K key, Beacon beacon) {
        map.computeIfPresent(key, (same, beacons) -> {
            beacons.remove(beacon);
            return beacons.isEmpty() ? null : beacons;
        });
    }

    private static void insert(List<Beacon> ordered, Beacon beacon) {
        int at = Collections.binarySearch(ordered, beacon, Beacon.ORDER);
        ordered.add(at < 0 ? -1 - at : at, beacon);
    }

    /** Which beacon it is: the nearest in time of those with its payload, else of those of its transmitter; null where there is none. */
    @Nullable
    Beacon heardIn(Sighting sighting) {
        long heard = sighting.heardAtMillis();
        Predicate<Beacon> near =
                beacon -> heard >= beacon.sentAtMillis() - EARLY_MILLIS && heard <= beacon.sentAtMillis() + LATE_MILLIS;
        Beacon same = nearest(byPayload.get(sighting.payload()), heard);
        if (same != null && near.test(same)) {
            return same;
        }
        Beacon own = sighting.transmitter() == null ? null : nearest(byTransmitter.get(sighting.transmitter()), heard);
        return own != null && near.test(own) ? own : null;
    }

    /** When its transmitter sent the one before it, or null. */
    @Nullable
    Long before(Beacon beacon) {
        String id = beacon.transmitter().id();
        List<Beacon> own = id == null ? null : byTransmitter.get(id);
        int at = own == null ? 0 : from(own, beacon.sentAtMillis());
        return own == null || at == 0 ? null : Long.valueOf(own.get(at - 1).sentAtMillis());
    }

    /** When a transmitter sent the one that lies nearest, or null. */
    @Nullable
    Long nearest(String transmitter, long at) {
        Beacon nearest = nearest(byTransmitter.get(transmitter), at);
        return nearest == null ? null : Long.valueOf(nearest.sentAtMillis());
    }

    /** Of two that are as near the earlier. */
    private static @Nullable Beacon nearest(@Nullable List<Beacon> ordered, long at) {
        if (ordered == null) {
            return null;
        }
        int behind = from(ordered, at);
        Beacon after = behind == ordered.size() ? null : ordered.get(behind);
        Beacon before = behind == 0
                ? null
                : ordered.get(from(ordered, ordered.get(behind - 1).sentAtMillis()));
        if (after == null || before == null) {
            return after == null ? before : after;
        }
        return at - before.sentAtMillis() <= after.sentAtMillis() - at ? before : after;
    }

    /** Where those begin that were sent then or later. */
    private static int from(List<Beacon> ordered, long at) {
        int low = 0;
        int high = ordered.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ordered.get(middle).sentAtMillis() < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
