package org.headgate.coverage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes cases of what was heard and what was sent: the same of the same, in whatever order it arrived. For one thread; holds nothing longer than it takes. */
public final class Cases {
    /** What comes later is another transmission of the same. */
    private static final long TRANSMISSION_MILLIS = 4_000;

    private final Beacons beacons;
    private final CellPairs pairs;
    private final Map<Beacon, Transmission> transmissions = new HashMap<>();
    private final Map<Unbeaconed, Transmission> begun = new HashMap<>();
    private final Map<Same, Long> sameSince = new HashMap<>();

    private Cases(Collection<Beacon> beacons, @Nullable Grid grid) {
        this.beacons = new Beacons(beacons);
        this.pairs = new CellPairs(grid);
    }

    /** Of one transmission. */
    private static final class Transmission {
        private final long firstHeardAt;
        private final Map<String, Integer> receivers = new HashMap<>(4);

        Transmission(long firstHeardAt) {
            this.firstHeardAt = firstHeardAt;
        }
    }

    private record Unbeaconed(Payload payload, int spreadingFactor, int bandwidthHz) {}

    private record Same(
            @Nullable String receiver,
            Payload payload,
            @Nullable Double rssi,
            @Nullable Double snr) {}

    /**
     * One case for each sighting, in the order of time.
     *
     * @param beacons all that may have been heard, and those before and behind them as far back as the rules look
     * @param grid null where H3 is not there
     */
    public static List<Case> of(Collection<Sighting> sightings, Collection<Beacon> beacons, @Nullable Grid grid) {
        Cases cases = new Cases(beacons, grid);
        List<Sighting> ordered = new ArrayList<>(sightings);
        ordered.sort(Sighting.ORDER);
        List<Case> made = new ArrayList<>(ordered.size());
        for (Sighting sighting : ordered) {
            made.add(cases.of(sighting));
        }
        return made;
    }

    private Case of(Sighting sighting) {
        Beacon beacon = beacons.heardIn(sighting);
        Transmission transmission = beacon == null ? begun(sighting) : heard(beacon, sighting);
        String receiver = sighting.receiver().id();
        int earlier = transmission.receivers.merge(receiver == null ? "" : receiver, 1, Integer::sum) - 1;
        Long since = sameSince.putIfAbsent(
                new Same(receiver, sighting.payload(), sighting.rssiDbm(), sighting.snrDb()), sighting.heardAtMillis());
        long from = beacon == null ? 0 : beacon.transmitter().cell();
        long to = sighting.receiver().cell();
        return new Case(
                sighting,
                beacon,
                transmission.firstHeardAt,
                earlier,
                since == null ? sighting.heardAtMillis() : since,
                beacon == null ? null : beacons.before(beacon),
                receiver == null ? null : beacons.nearest(receiver, sighting.heardAtMillis()),
                pairs.apart(from, to),
                pairs.metres(from, to));
    }

    private Transmission heard(Beacon beacon, Sighting sighting) {
        return transmissions.computeIfAbsent(beacon, sent -> new Transmission(sighting.heardAtMillis()));
    }

    private Transmission begun(Sighting sighting) {
        Radio radio = sighting.radio();
        Unbeaconed key = new Unbeaconed(sighting.payload(), radio.spreadingFactor(), radio.bandwidthHz());
        Transmission last = begun.get(key);
        if (last == null || sighting.heardAtMillis() - last.firstHeardAt > TRANSMISSION_MILLIS) {
            last = new Transmission(sighting.heardAtMillis());
            begun.put(key, last);
        }
        return last;
    }
}
