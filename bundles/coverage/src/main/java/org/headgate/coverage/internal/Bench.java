package org.headgate.coverage.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.headgate.api.journal.Contribution;
import org.headgate.coverage.Beacon;
import org.headgate.coverage.Case;
import org.headgate.coverage.Cases;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.CellHour.Side;
import org.headgate.coverage.CellHours;
import org.headgate.coverage.Grid;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Saved;
import org.headgate.coverage.Sighting;
import org.headgate.coverage.Station;
import org.headgate.coverage.Transmitter;
import org.headgate.coverage.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Takes contributions in the order of the journal, waits until all who heard the same have had time to say so, then judges in the order of time. Its clock is the journal's:
 * what it finds follows from the journal and the settings alone, wherever it is stopped, saved and loaded again. For one thread.
 */
final class Bench {
    private static final int FORMAT = 2;

    private final RuleSet rules;
    private final Stations stations;
    private final Supplier<? extends @Nullable Grid> grid;
    private final Cases cases;
    private final CellHours hours;
    private final Limits limits;
    private final JournalTime time = new JournalTime();
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private final List<Judged> judged = new ArrayList<>();
    private final List<CellHour> closed = new ArrayList<>();
    private final Counts counts = new Counts();
    private long judgedThrough = Long.MIN_VALUE;

    /**
     * @param settleMillis how long to wait for others
     * @param waiting sightings that may wait
     * @param remembered what cases are remembered
     * @param hourBytes for open hours
     * @param resolution of cells
     */
    record Limits(long settleMillis, int waiting, int remembered, long hourBytes, int resolution) {}

    /** What happened, since the start. */
    static final class Counts {
        volatile long heard;
        volatile long hold;
        volatile long refused;
        volatile long broken;
        volatile long clocks;
        volatile long late;
        volatile long hurried;
        volatile long announced;
    }

    /** @param sighting its receiver by name alone: where it stands is looked up when it is judged */
    private record Waiting(Sighting sighting, long sequence, int trust, boolean adopted)
            implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int order = Cases.ORDER.compare(sighting, other.sighting);
            return order == 0 ? Long.compare(sequence, other.sequence) : order;
        }
    }

    Bench(RuleSet rules, Stations stations, Supplier<? extends @Nullable Grid> grid, Limits limits) {
        this.rules = rules;
        this.stations = stations;
        this.grid = grid;
        this.limits = limits;
        this.cases = new Cases(stations::transmitter, grid, limits.remembered());
        this.hours = new CellHours(limits.hourBytes());
    }

    /** In the order of sequence. What cannot be read or judged costs only itself. */
    void take(Contribution contribution) {
        if (time.advance(contribution.receivedAt())) {
            judgeAll();
        }
        try {
            told(contribution);
        } catch (RuntimeException e) {
            counts.broken++;
        }
        release();
    }

    private void told(Contribution contribution) {
        Told told = Packs.read(contribution, stations.announcer(contribution.device()));
        if (told instanceof Told.Heard heard) {
            heard(contribution, heard);
        } else if (told instanceof Told.Located located) {
            stations.located(located.receiver(), located.place(), contribution.adopted());
        } else if (told instanceof Told.Announced announced) {
            announced(contribution.device(), announced);
        } else if (told instanceof Told.Sent sent) {
            sent(contribution.device(), sent);
        } else if (told instanceof Told.Broken) {
            counts.broken++;
        }
    }

    /** The clock was wrong: what waits for a time that does not come is judged now. */
    private void judgeAll() {
        while (!waiting.isEmpty()) {
            judge(waiting.remove());
        }
        judgedThrough = Long.MIN_VALUE;
    }

    private void release() {
        long until = time.now() - limits.settleMillis();
        while (!waiting.isEmpty() && waiting.peek().sighting().heardAtMillis() <= until) {
            judge(waiting.remove());
        }
        closed.addAll(hours.close(until));
    }

    private void heard(Contribution contribution, Told.Heard heard) {
        counts.heard++;
        long at = heard.heardAtMillis();
        if (Math.abs(at - contribution.receivedAt()) > limits.settleMillis()) {
            counts.clocks++;
            at = contribution.receivedAt();
        }
        if (at <= time.now() - limits.settleMillis() || at < judgedThrough) {
            counts.late++;
            return;
        }
        Sighting sighting = new Sighting(
                Station.named(heard.receiver()),
                heard.transmitter(),
                heard.payload(),
                heard.radio(),
                heard.rssiDbm(),
                heard.snrDb(),
                at);
        waiting.add(new Waiting(
                sighting, contribution.sequence(), contribution.trust().code(), contribution.adopted()));
        if (waiting.size() > limits.waiting()) {
            counts.hurried++;
            judge(waiting.remove());
        }
    }

    private void announced(String device, Told.Announced announced) {
        Transmitter known = stations.announcedBy(device);
        if (known != null) {
            counts.announced++;
            cases.announce(new Beacon(
                    known.station(),
                    announced.payload(),
                    announced.radio(),
                    announced.powerDbm() == null ? known.powerDbm() : announced.powerDbm(),
                    announced.sentAtMillis(),
                    announced.entropyAtMillis()));
        }
    }

    /** What leaves the antenna is power and gain together; where the gain is not known, all of it is power. */
    private void sent(String gateway, Told.Sent sent) {
        counts.announced++;
        Station at = stations.receiver(gateway);
        double gain = at.gainDbi() == null ? 0 : at.gainDbi();
        Double eirp = sent.eirpDbm();
        cases.announce(new Beacon(
                new Station(at.id(), at.place(), at.cell(), gain, at.region()),
                sent.payload(),
                sent.radio(),
                eirp == null ? null : Double.valueOf(eirp - gain),
                sent.sentAtMillis(),
                sent.entropyAtMillis()));
    }

    private void judge(Waiting one) {
        judgedThrough = one.sighting().heardAtMillis();
        try {
            Sighting heard = one.sighting();
            judge(
                    one,
                    cases.next(new Sighting(
                            stations.receiver(String.valueOf(heard.receiver().id())),
                            heard.transmitter(),
                            heard.payload(),
                            heard.radio(),
                            heard.rssiDbm(),
                            heard.snrDb(),
                            heard.heardAtMillis())));
        } catch (RuntimeException e) {
            counts.broken++;
        }
    }

    private void judge(Waiting one, Case made) {
        Verdict verdict = rules.judge(made);
        boolean holds = rules.holds(verdict);
        if (holds) {
            counts.hold++;
        } else {
            counts.refused++;
        }
        if (one.adopted() && !made.sighting().repeated()) {
            count(Side.HEARD_AT, made.sighting().receiver(), made, holds, one.trust());
            count(Side.HEARD_FROM, made.transmitter(), made, holds, one.trust());
        }
        judged.add(new Judged(
                one.sequence(),
                one.sighting().heardAtMillis(),
                String.valueOf(one.sighting().receiver().id()),
                holds,
                verdict.encode(),
                one.trust(),
                one.adopted()));
    }

    private void count(Side side, Station station, Case made, boolean holds, int trust) {
        Grid cells = station.place() == null ? null : grid.get();
        if (cells != null) {
            hours.add(side, cells.cell(station.place(), limits.resolution()), made, holds, trust);
        }
    }

    /** Judged and not saved yet. */
    List<Judged> judged() {
        return judged;
    }

    /** Hours closed and not saved yet. */
    List<CellHour> closed() {
        return closed;
    }

    /** What was judged and closed is on disk. */
    void saved() {
        judged.clear();
        closed.clear();
    }

    /** All that what comes next depends on. */
    byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            time.save(out);
            out.writeLong(judgedThrough);
            out.writeInt(waiting.size());
            for (Waiting one : waiting) {
                Saved.sighting(one.sighting(), out);
                out.writeLong(one.sequence());
                out.writeByte(one.trust());
                out.writeBoolean(one.adopted());
            }
            hours.save(out);
            stations.save(out);
            cases.save(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Goes on where it was. @throws IOException where it is not what {@link #save} gave: then something has to be loaded that is */
    void load(byte[] saved) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            if (in.readByte() != FORMAT) {
                throw new IOException("not of this version");
            }
            waiting.clear();
            time.load(in);
            judgedThrough = in.readLong();
            for (int left = in.readInt(); left > 0; left--) {
                waiting.add(new Waiting(Saved.sighting(in), in.readLong(), in.readByte(), in.readBoolean()));
            }
            hours.load(in);
            stations.load(in);
            cases.load(in);
        }
    }

    int waiting() {
        return waiting.size();
    }

    CellHours hours() {
        return hours;
    }

    Counts counts() {
        return counts;
    }

    long forgotten() {
        return cases.forgotten();
    }
}
