package org.headgate.coverage;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
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

    /** Receivers of one transmission beyond that are not told apart from new ones. */
    private static final int MOST_RECEIVERS = 256;

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final Beacons beacons;
    private final Function<String, @Nullable Transmitter> transmitters;
    private final CellPairs pairs;
    private final Recent<Beacon, Transmission> heard;
    private final Recent<Unbeaconed, Transmission> begun;
    private final Recent<Same, Long> sameSince;

    /**
     * @param transmitters those that are known, by their id; null for others
     * @param grid gives null where H3 is not there; asked once there are cells
     * @param remembered how many transmissions, how many same ones and how many beacons are remembered; the oldest make room
     */
    public Cases(
            Function<String, @Nullable Transmitter> transmitters,
            Supplier<? extends @Nullable Grid> grid,
            int remembered) {
        this.transmitters = transmitters;
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

        /** How often it was heard there before. */
        int heardBy(String receiver) {
            if (receivers.size() >= MOST_RECEIVERS && !receivers.containsKey(receiver)) {
                return 0;
            }
            return receivers.merge(receiver, 1, Integer::sum) - 1;
        }

        Transmission(long firstHeardAt) {
            this.firstHeardAt = firstHeardAt;
        }
    }

    private record Unbeaconed(Payload payload, int spreadingFactor, int bandwidthHz) {
        void save(DataOutput out) throws IOException {
            Saved.payload(payload, out);
            out.writeInt(spreadingFactor);
            out.writeInt(bandwidthHz);
        }

        static Unbeaconed load(DataInput in) throws IOException {
            return new Unbeaconed(Saved.payload(in), in.readInt(), in.readInt());
        }
    }

    private record Same(
            @Nullable String receiver,
            Payload payload,
            @Nullable Double rssi,
            @Nullable Double snr) {
        void save(DataOutput out) throws IOException {
            Saved.text(receiver, out);
            Saved.payload(payload, out);
            Saved.number(rssi, out);
            Saved.number(snr, out);
        }

        static Same load(DataInput in) throws IOException {
            return new Same(Saved.text(in), Saved.payload(in), Saved.number(in), Saved.number(in));
        }
    }

    /**
     * One case for each sighting, in the order of time.
     *
     * @param beacons all that may have been heard, and those before and behind them as far back as the rules look
     * @param grid null where H3 is not there
     */
    public static List<Case> of(Collection<Sighting> sightings, Collection<Beacon> beacons, @Nullable Grid grid) {
        Cases cases = new Cases(id -> null, () -> grid, UNBOUNDED);
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
        boolean repeated = sighting.repeated();
        Beacon beacon = repeated ? null : beacons.heardIn(sighting);
        Transmission transmission = repeated
                ? new Transmission(sighting.heardAtMillis())
                : beacon == null
                        ? begun(sighting)
                        : heard.get(beacon, () -> new Transmission(sighting.heardAtMillis()));
        String receiver = sighting.receiver().id();
        int earlier = transmission.heardBy(receiver == null ? "" : receiver);
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
                repeated ? sighting.heardAtMillis() : sameSince.get(same(sighting), sighting::heardAtMillis),
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
        Transmitter known = transmitters.apply(id);
        return known == null ? new Transmitter(Station.named(id), null) : known;
    }

    private static Same same(Sighting sighting) {
        return new Same(sighting.receiver().id(), sighting.payload(), sighting.rssiDbm(), sighting.snrDb());
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

    /** All that is remembered, to be loaded again. */
    public void save(DataOutput out) throws IOException {
        beacons.save(out);
        heard.save(out, Saved::beacon, Cases::save);
        begun.save(out, Unbeaconed::save, Cases::save);
        sameSince.save(out, Same::save, (since, to) -> to.writeLong(since));
    }

    /** Replaces what is remembered. @throws IOException where it is not what {@link #save} wrote */
    public void load(DataInput in) throws IOException {
        beacons.load(in);
        heard.load(in, Saved::beacon, Cases::transmission);
        begun.load(in, Unbeaconed::load, Cases::transmission);
        sameSince.load(in, Same::load, DataInput::readLong);
    }

    private static void save(Transmission one, DataOutput out) throws IOException {
        out.writeLong(one.firstHeardAt);
        out.writeInt(one.receivers.size());
        for (Map.Entry<String, Integer> receiver : one.receivers.entrySet()) {
            out.writeUTF(receiver.getKey());
            out.writeInt(receiver.getValue());
        }
    }

    private static Transmission transmission(DataInput in) throws IOException {
        Transmission one = new Transmission(in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            one.receivers.put(in.readUTF(), in.readInt());
        }
        return one;
    }
}
