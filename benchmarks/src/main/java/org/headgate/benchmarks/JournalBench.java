package org.headgate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.headgate.journal.internal.H2Journal;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.internal.H2Store;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The journal alone, in this process: what an append costs, what a restart takes. One line of JSON a measurement. Bounded in time and count. */
@Command(name = "journal", description = "The journal alone; one line of JSON.", mixinStandardHelpOptions = true)
public final class JournalBench {
    private static final int WINDOW = 1000;
    private static final int DEVICES = 100;
    private static final int HELD_BYTES = 2000;
    private static final int TOGETHER = 64;
    private static final long RETENTION_BYTES = 16L << 30;

    @Option(names = "--data", required = true, description = "folder of the databases; made where it is missing")
    Path data = Path.of("");

    @Option(names = "--linger", defaultValue = "4", description = "ms")
    int linger;

    private JournalBench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new JournalBench()).execute(args));
    }

    /** Appends for some seconds, at a rate or as fast as it goes, after as much warm-up. */
    @Command(description = "appends one reading a message, each with an origin")
    void append(
            @Option(names = "--rate", defaultValue = "0", description = "a second; 0: 1,000 under way at all times")
                    int rate,
            @Option(names = "--seconds", defaultValue = "8") int seconds,
            @Option(names = "--warm-up", defaultValue = "4", description = "seconds") int warmUp)
            throws IOException, StoreUnavailable {
        try (H2Store store = H2Store.open(data);
                H2Journal journal = open(store)) {
            Appends appends = new Appends(journal);
            appends.run(rate, Duration.ofSeconds(warmUp), Long.MAX_VALUE);
            Own before = Own.now();
            Appends.Result result = appends.run(rate, Duration.ofSeconds(seconds), Long.MAX_VALUE);
            print("append", rate, result, before, journal);
        }
    }

    /** Appends a number of contributions as fast as it goes, 64 a message. */
    @Command(description = "appends so many as fast as it goes, 64 a message, and says how large the files are")
    void fill(
            @Option(names = "--records", required = true) long records,
            @Option(names = "--seconds", defaultValue = "540", description = "at most") int seconds)
            throws IOException, StoreUnavailable {
        try (H2Store store = H2Store.open(data);
                H2Journal journal = open(store)) {
            Own before = Own.now();
            Appends.Result result =
                    new Appends(journal, TOGETHER).run(0, Duration.ofSeconds(seconds), records / TOGETHER);
            print("fill", 0, result, before, journal);
        }
        long kept = size(data.resolve("journal"));
        System.out.printf(
                Locale.ROOT,
                "{\"what\":\"files\",\"bytes\":%d,\"bytes_per_record\":%.1f}%n",
                kept,
                (double) kept / records);
    }

    /** What a start of the journal takes in a process that has just begun. */
    @Command(description = "opens what is there, appends one message")
    void restart() throws IOException, StoreUnavailable {
        long begun = System.nanoTime();
        try (H2Store store = H2Store.open(data);
                H2Journal journal = open(store)) {
            long opened = System.nanoTime();
            new Appends(journal).run(0, Duration.ofSeconds(60), 1);
            System.out.printf(
                    Locale.ROOT,
                    "{\"what\":\"restart\",\"records\":%d,\"opened_ms\":%d,\"first_append_ms\":%d}%n",
                    journal.next() - journal.first(),
                    (opened - begun) / 1_000_000,
                    (System.nanoTime() - begun) / 1_000_000);
        }
    }

    /** The longest time for which nothing was acknowledged, segments being closed meanwhile, with and without messages that are held. */
    @Command(description = "appends over several closed segments, some MiB of held messages being carried along")
    void roll(
            @Option(names = "--held", defaultValue = "0", description = "MiB that wait for a profile") int held,
            @Option(names = "--records", defaultValue = "600000") long records)
            throws IOException, StoreUnavailable {
        try (H2Store store = H2Store.open(data);
                H2Journal journal = open(store)) {
            Appends appends = new Appends(journal);
            appends.hold(((long) held << 20) / HELD_BYTES);
            appends.run(0, Duration.ofSeconds(3), Long.MAX_VALUE);
            Own before = Own.now();
            print("roll", 0, appends.run(0, Duration.ofSeconds(120), records), before, journal);
        }
    }

    private H2Journal open(H2Store store) throws StoreUnavailable {
        return H2Journal.open(store, data, Duration.ofMillis(linger), RETENTION_BYTES);
    }

    private void print(String what, int rate, Appends.Result result, Own before, H2Journal journal) throws IOException {
        Own after = Own.now();
        Histogram micros = result.micros();
        System.out.printf(
                Locale.ROOT,
                "{\"what\":\"%s\",\"rate\":%d,\"linger_ms\":%d,\"appended\":%d,\"per_s\":%.0f,\"cpu_us\":%.1f,"
                        + "\"writer_us\":%.1f,\"write_bytes\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.0f,\"files\":%d}%n",
                what,
                rate,
                linger,
                result.count(),
                result.count() / result.seconds(),
                (double) (after.cpuMicros - before.cpuMicros) / result.count(),
                (double) (after.writerMicros - before.writerMicros) / result.count(),
                (double) (after.written - before.written) / result.count(),
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getMaxValue() / 1000.0,
                size(data));
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(JournalBench::length)
                    .sum();
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this process used so far, and the threads that write in it. */
    private record Own(long cpuMicros, long writerMicros, long written) {
        static Own now() throws IOException {
            Process own = new Process(ProcessHandle.current().pid());
            return new Own(own.cpuMicros(), writers(), own.writtenBytes());
        }

        private static long writers() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long nanos = 0;
            for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
                if (thread != null && thread.getThreadName().startsWith("store-")) {
                    nanos += threads.getThreadCpuTime(thread.getThreadId());
                }
            }
            return nanos / 1000;
        }
    }

    /** Readings of a hundred devices, one a message. */
    private static final class Appends {
        private final H2Journal journal;
        private final int together;
        private long made;

        Appends(H2Journal journal) {
            this(journal, 1);
        }

        /** @param together contributions a message */
        Appends(H2Journal journal, int together) {
            this.journal = journal;
            this.together = together;
        }

        Result run(int rate, Duration time, long most) {
            Histogram micros = new ConcurrentHistogram(60_000_000L, 3);
            int wide = Math.max(1, WINDOW / together);
            Semaphore window = new Semaphore(wide);
            AtomicLong failed = new AtomicLong();
            long begun = System.nanoTime();
            long count = 0;
            for (; count < most && System.nanoTime() - begun < time.toNanos(); count++) {
                if (rate > 0) {
                    long due = begun + count * 1_000_000_000L / rate;
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                }
                window.acquireUninterruptibly();
                JournalEntry entry = message();
                long sent = System.nanoTime();
                journal.write(entry).whenComplete((written, failure) -> {
                    window.release();
                    if (failure != null) {
                        failed.incrementAndGet();
                    }
                    micros.recordValue(Math.min(60_000_000L, (System.nanoTime() - sent) / 1000));
                });
            }
            window.acquireUninterruptibly(wide);
            if (failed.get() > 0) {
                throw new IllegalStateException(failed + " appends failed");
            }
            return new Result(count * together, (System.nanoTime() - begun) / 1e9, micros);
        }

        void hold(long messages) {
            Semaphore window = new Semaphore(WINDOW);
            for (long i = 0; i < messages; i++) {
                window.acquireUninterruptibly();
                Message message = new Message(
                        "mqtt",
                        "mqtt-door",
                        "unknown/" + i % DEVICES,
                        "",
                        Trust.UNKNOWN,
                        "",
                        new byte[HELD_BYTES],
                        System.currentTimeMillis(),
                        null);
                journal.write(new JournalEntry.Waiting(message)).whenComplete((w, e) -> window.release());
            }
            window.acquireUninterruptibly(WINDOW);
        }

        private JournalEntry message() {
            List<NewContribution> readings = new ArrayList<>(together);
            for (int i = 0; i < together; i++) {
                readings.add(reading(made++));
            }
            return new JournalEntry.Contributions(readings, new Origin(made * 0x9E3779B97F4A7C15L, 600, false), 0);
        }

        private static NewContribution reading(long number) {
            long now = System.currentTimeMillis();
            double seconds = now / 1000.0;
            String device = "urn:dev:mac:00158d0000" + String.format(Locale.ROOT, "%06x", number % DEVICES);
            try {
                SenmlPack pack = SenmlPack.of(List.of(
                        value(device, "temperature", "Cel", 20 + number % 977 / 100.0, seconds),
                        value(device, "humidity", "%RH", 40 + number % 1327 / 100.0, seconds),
                        value(device, "battery", "%EL", 50 + number % 50, seconds),
                        value(device, "linkquality", null, number % 255, seconds)));
                return new NewContribution(now, Kind.MEASUREMENT, Trust.TRANSPORT, pack.toCbor(), device, true);
            } catch (SenmlException e) {
                throw new IllegalStateException(e);
            }
        }

        private static SenmlRecord value(String device, String name, @Nullable String unit, double value, double at) {
            return new SenmlRecord(device + ":" + name, unit, new SenmlValue.Num(value), at);
        }

        record Result(long count, double seconds, Histogram micros) {}
    }
}
