package org.headgate.coverage.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.headgate.api.journal.Contribution;
import org.headgate.coverage.Beacon;
import org.headgate.coverage.Case;
import org.headgate.coverage.Cases;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.CellHour.Side;
import org.headgate.coverage.CellHours;
import org.headgate.coverage.Grid;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Sighting;
import org.headgate.coverage.Station;
import org.headgate.coverage.Transmitter;
import org.headgate.coverage.Verdict;
import org.jspecify.annotations.Nullable;

/** Takes contributions as they come, waits until all who heard the same have had time to say so, then judges in the order of time. For one thread. */
final class Bench {
    private final RuleSet rules;
    private final Stations stations;
    private final @Nullable Grid grid;
    private final Cases cases;
    private final CellHours hours;
    private final Limits limits;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private final Set<Long> judgedBefore = new HashSet<>();
    private final List<Judged> judged = new ArrayList<>();
    private final List<CellHour> closed = new ArrayList<>();
    private final Counts counts = new Counts();
    private long judgedThrough = Long.MIN_VALUE;
    private boolean receiversChanged;

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

    private record Waiting(Sighting sighting, long sequence, int trust, boolean adopted)
            implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int order = Cases.ORDER.compare(sighting, other.sighting);
            return order == 0 ? Long.compare(sequence, other.sequence) : order;
        }
    }

    Bench(RuleSet rules, Stations stations, @Nullable Grid grid, Limits limits) {
        this.rules = rules;
        this.stations = stations;
        this.grid = grid;
        this.limits = limits;
        this.cases = new Cases(stations.transmitters(), grid, limits.remembered());
        this.hours = new CellHours(limits.hourBytes());
    }

    /** Goes on where it was. @param judgedBefore sequences that will come again and were judged */
    void restore(byte[] open, Set<Long> judgedBefore) {
        hours.load(open);
        this.judgedBefore.addAll(judgedBefore);
    }

    void take(Contribution contribution, long watermark) {
        Told told = Packs.read(contribution, stations.announcer(contribution.device()));
        if (told instanceof Told.Heard heard) {
            heard(contribution, heard, watermark);
        } else if (told instanceof Told.Located located) {
            receiversChanged |= stations.located(located.receiver(), located.place());
        } else if (told instanceof Told.Announced announced) {
            announced(contribution.device(), announced);
        } else if (told instanceof Told.Broken) {
            counts.broken++;
        }
    }

    /** Judges what lies far enough behind, and closes hours. */
    void release(long watermark) {
        long until = watermark - limits.settleMillis();
        while (!waiting.isEmpty() && waiting.peek().sighting().heardAtMillis() <= until) {
            judge(waiting.remove());
        }
        closed.addAll(hours.close(until));
    }

    private void heard(Contribution contribution, Told.Heard heard, long watermark) {
        if (judgedBefore.remove(contribution.sequence())) {
            return;
        }
        counts.heard++;
        long at = heard.heardAtMillis();
        if (Math.abs(at - contribution.receivedAt()) > limits.settleMillis()) {
            counts.clocks++;
            at = contribution.receivedAt();
        }
        if (at <= watermark - limits.settleMillis() || at < judgedThrough) {
            counts.late++;
            return;
        }
        waiting.add(new Waiting(
                sighting(heard, at),
                contribution.sequence(),
                contribution.trust().code(),
                contribution.adopted()));
        if (waiting.size() > limits.waiting()) {
            counts.hurried++;
            judge(waiting.remove());
        }
    }

    private Sighting sighting(Told.Heard heard, long at) {
        return new Sighting(
                stations.receiver(heard.receiver()),
                heard.transmitter(),
                heard.payload(),
                heard.radio(),
                heard.rssiDbm(),
                heard.snrDb(),
                at);
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

    private void judge(Waiting one) {
        judgedThrough = one.sighting().heardAtMillis();
        Case made = cases.next(one.sighting());
        Verdict verdict = rules.judge(made);
        boolean holds = rules.holds(verdict);
        if (holds) {
            counts.hold++;
        } else {
            counts.refused++;
        }
        if (one.adopted()) {
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
        Grid cells = grid;
        if (cells != null && station.place() != null) {
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

    boolean receiversChanged() {
        return receiversChanged;
    }

    /** The lowest sequence that waits, or another where none does. */
    long lowestWaiting(long otherwise) {
        long lowest = otherwise;
        for (Waiting one : waiting) {
            lowest = Math.min(lowest, one.sequence());
        }
        return lowest;
    }

    /** What was judged and closed is on disk. */
    void saved() {
        judged.clear();
        closed.clear();
        receiversChanged = false;
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
