package org.headgate.coverage.internal;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.coverage.Beacon;
import org.headgate.coverage.Cases;
import org.headgate.coverage.Check;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Payload;
import org.headgate.coverage.Place;
import org.headgate.coverage.Radio;
import org.headgate.coverage.RegionalPlan;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Sighting;
import org.headgate.coverage.Station;
import org.headgate.coverage.Verdict;
import org.headgate.profile.lorawan.region.Region;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.headgate.store.Database;
import org.headgate.store.internal.H2Store;

/**
 * Judging, without a gateway: {@code CoverageBench verdicts|follower [SIGHTINGS]}. Verdicts alone, each with all of its checks, in memory; or the follower with its database on
 * disk behind the bound, so that as much is deleted as is written. Processor time is that of the whole process, the collector's and compiler's included.
 */
public final class CoverageBench {
    private static final long START = 1_700_000_000_000L;
    private static final Radio RADIO = new Radio(868_100_000L, 9, 125_000);
    private static final Region EU868 = RegionalPlan.named("EU868").orElseThrow();
    private static final int RECEIVERS = 8;
    private static final int HEARD_BY = 4;
    private static final int BOUND = 8 << 20;
    private static final int A_SECOND = 100;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private CoverageBench() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        if (arguments.length > 0 && arguments[0].equals("follower")) {
            follower(count);
        } else {
            verdicts(count / 4);
            verdicts(count);
        }
    }

    private static void verdicts(int count) {
        Grid grid = Grid.load().orElseThrow();
        Cases cases = new Cases(id -> null, () -> grid, 4_096);
        Station sender = new Station("sender", new Place(52.5, 13.4), grid.cell(new Place(52.5, 13.4), 12), 2.5, EU868);
        List<Station> receivers = new ArrayList<>();
        for (int i = 0; i < RECEIVERS; i++) {
            Place place = new Place(52.55 + i / 100.0, 13.45);
            receivers.add(new Station("receiver " + i, place, grid.cell(place, 12), 3.0, EU868));
        }
        List<Sighting> heard = new ArrayList<>();
        List<Beacon> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = START + 10_000L * (i / HEARD_BY);
            Payload payload = Payload.of(bytes(i / HEARD_BY));
            heard.add(new Sighting(
                    receivers.get(i % RECEIVERS), null, payload, RADIO, -110.0 - i % 20 / 10.0, 2.0 + i % 7, at + 50));
            sent.add(new Beacon(sender, payload, RADIO, 13.0, at, at - 1_000));
        }
        long bytes = 0;
        int judged = 0;
        Meter meter = new Meter();
        for (int i = 0; i < count; i++) {
            cases.announce(sent.get(i));
            Verdict verdict = RuleSet.HEADGATE.judge(cases.next(heard.get(i)));
            bytes += verdict.encode().length;
            judged += verdict.of(Check.RSSI_UPPER).passed() == null ? 0 : 1;
        }
        meter.tell("verdicts", count, ",\"bytes\":" + bytes / count + ",\"with_distance\":" + judged);
    }

    private static void follower(int count) throws Exception {
        Path data = Files.createTempDirectory("headgate-coverage");
        try (H2Store store = H2Store.open(data);
                Database database = store.open("coverage")) {
            Grid grid = Grid.load().orElseThrow();
            Station usual = new Station(null, new Place(52.55, 13.45), 0, 3.0, EU868);
            Stations stations = new Stations(StationList.EMPTY, usual, () -> grid);
            Heard journal = new Heard();
            Follower follower = new Follower(
                    journal,
                    database,
                    new Bench(
                            RuleSet.HEADGATE, stations, () -> grid, new Bench.Limits(10_000, 2_700, 2_700, 1 << 20, 8)),
                    stations,
                    new Follower.Publishing(new Outbox(database, () -> null, 1 << 20), () -> grid, false, false),
                    new Follower.Bounds(BOUND, 1 << 20),
                    System::currentTimeMillis);
            follower.open();
            while (follower.state().deleted() == 0) {
                journal.next += 5_000;
                follower.round();
            }
            Meter meter = new Meter();
            long end = journal.next + count;
            while (journal.next < end) {
                journal.next += Math.min(5_000, end - journal.next);
                follower.round();
            }
            follower.save();
            meter.tell(
                    "follower",
                    count,
                    ",\"deleted\":" + follower.state().deleted() + ",\"kept_bytes\":"
                            + follower.state().verdicts().bytes() + ",\"file_bytes\":" + size(data));
        } finally {
            delete(data);
        }
    }

    private static byte[] bytes(long number) {
        byte[] bytes = new byte[24];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (number >>> 8 * i);
        }
        return bytes;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A second of sightings a second. */
    private static final class Heard implements Journal {
        private long next = 1;

        private static Contribution contribution(long sequence) {
            long at = START + sequence * 1_000 / A_SECOND;
            String device = "urn:dev:mac:0016c001f153a1" + (10 + sequence % RECEIVERS);
            List<SenmlRecord> records = List.of(
                    record(device, "rssi", new SenmlValue.Num(-110 - sequence % 20), at),
                    record(device, "snr", new SenmlValue.Num(2 + sequence % 7), at),
                    record(device, "freq", new SenmlValue.Num(868_100_000), at),
                    record(device, "sf", new SenmlValue.Num(9), at),
                    record(device, "bw", new SenmlValue.Num(125_000), at),
                    record(device, "dev_addr", new SenmlValue.Text(String.format("%08x", sequence % 300)), at),
                    record(device, "payload", new SenmlValue.Data(bytes(sequence / HEARD_BY)), at));
            try {
                return new Contribution(
                        sequence,
                        at,
                        Kind.COVERAGE_SIGHTING,
                        Trust.UNKNOWN,
                        SenmlPack.of(records).toCbor(),
                        device,
                        true);
            } catch (SenmlException e) {
                throw new IllegalStateException(e);
            }
        }

        private static SenmlRecord record(String device, String quantity, SenmlValue value, long at) {
            return new SenmlRecord(device + ":" + quantity, null, value, at / 1000.0);
        }

        @Override
        public long first() {
            return 1;
        }

        @Override
        public long next() {
            return next;
        }

        @Override
        public List<Contribution> read(long from, int max) {
            List<Contribution> page = new ArrayList<>();
            for (long sequence = from; sequence < Math.min(next, from + max); sequence++) {
                page.add(contribution(sequence));
            }
            return page;
        }

        @Override
        public List<Contribution> tail(long from, int max) {
            return read(from, max);
        }

        @Override
        public List<Lost> lost() {
            return List.of();
        }

        @Override
        public void sealed(long throughSequence) {}

        @Override
        public List<Rollup> rollups(String device, String quantity, long from, long to) {
            return List.of();
        }
    }

    private static final class Meter {
        private final long nanos = System.nanoTime();
        private final long cpu = SYSTEM.getProcessCpuTime();

        void tell(String row, long count, String more) {
            double micros = (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / count;
            double seconds = (System.nanoTime() - nanos) / 1e9;
            System.out.println(String.format(
                    Locale.ROOT,
                    "{\"row\":\"%s\",\"sightings\":%d,\"cpu_us\":%.1f,\"a_core\":%.0f,\"a_second\":%.0f%s}",
                    row,
                    count,
                    micros,
                    1e6 / micros,
                    count / seconds,
                    more));
        }
    }
}
