package org.headgate.coverage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes cases of what was heard and what was sent: the same of the same, in whatever order it arrived, as long as it is given in the order of time
 * ({@link #ORDER}). For one thread.
 */
public final class Cases {
    /** The order in which sightings must be given. */
    public static final Comparator<Sighting> ORDER = Sighting.ORDER;

    /** What comes later is another transmission of the same. */
    private static final long TRANSMISSION_MILLIS = 4_000;

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final Beacons beacons;
    private final Map<String, Transmitter> transmitters;
    private final CellPairs pairs;
    private final Recent<Beacon, Transmission> heard;
    private final Recent<Unbeaconed, Transmission> begun;
    private final Recent<Same, Long> sameSince;

    /**
     * @param transmitters those that are known, by their id
     * @param grid null where H3 is not there
     * @param remembered how many transmissions, how many same ones and how many beacons are remembered; the oldest make room
     */
    public Cases(Map<String, Transmitter> transmitters, @Nullable Grid grid, int remembered) {
        this.transmitters = Map.copyOf(transmitters);
        this.pairs = new CellPairs(grid);
        this.beacons = new Beacons(remembered);
        this.heard = new Recent<>(remembered);
        this.begun = new Recent<>(remembered);
        this.sameSince = new Recent<>(remembered);
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
        Cases cases = new Cases(Map.of(), grid, UNBOUNDED);
        beacons.forEach(cases::announce);
        List<Sighting> ordered = new ArrayList<>(sightings);
        ordered.sort(ORDER);
        return ordered.stream().map(cases::next).toList();
    }

    /** In whatever order, but before what was heard of it. Doubles count once. */
    public void announce(Beacon beacon) {
        beacons.add(beacon);
    }

    /** @param sighting none that lies before the one given last */
    public Case next(Sighting sighting) {
        Beacon beacon = beacons.heardIn(sighting);
        Transmission transmission =
                beacon == null ? begun(sighting) : heard.get(beacon, () -> new Transmission(sighting.heardAtMillis()));
        String receiver = sighting.receiver().id();
        int earlier = transmission.receivers.merge(receiver == null ? "" : receiver, 1, Integer::sum) - 1;
        Same same = new Same(receiver, sighting.payload(), sighting.rssiDbm(), sighting.snrDb());
        Transmitter transmitter = transmitter(sighting, beacon);
        long from = transmitter.station().cell();
        long to = sighting.receiver().cell();
        return new Case(
                sighting,
                transmitter.station(),
                transmitter.powerDbm(),
                beacon,
                transmission.firstHeardAt,
                earlier,
                sameSince.get(same, sighting::heardAtMillis),
                beacon == null ? null : beacons.before(beacon),
                receiver == null ? null : beacons.nearest(receiver, sighting.heardAtMillis()),
                pairs.apart(from, to),
                pairs.metres(from, to));
    }

    /** What was forgotten to make room. */
    public long forgotten() {
        return heard.forgotten() + begun.forgotten() + sameSince.forgotten() + beacons.forgotten();
    }

    private Transmitter transmitter(Sighting sighting, @Nullable Beacon beacon) {
        if (beacon != null) {
            return new Transmitter(beacon.transmitter(), beacon.powerDbm());
        }
        String id = sighting.transmitter();
        if (id == null) {
            return new Transmitter(Station.UNKNOWN, null);
        }
        Transmitter known = transmitters.get(id);
        return known == null ? new Transmitter(Station.named(id), null) : known;
    }

    private Transmission begun(Sighting sighting) {
        Radio radio = sighting.radio();
        Unbeaconed key = new Unbeaconed(sighting.payload(), radio.spreadingFactor(), radio.bandwidthHz());
        Transmission last = begun.get(key, () -> new Transmission(sighting.heardAtMillis()));
        if (sighting.heardAtMillis() - last.firstHeardAt > TRANSMISSION_MILLIS) {
            last = new Transmission(sighting.heardAtMillis());
            begun.put(key, last);
        }
        return last;
    }
}
