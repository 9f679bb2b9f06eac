package org.headgate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Publishes readings to a server on loopback, reads them back from subscriptions, prints one line of JSON. Bounded in time. */
@CommandLine.Command(
        name = "loadgen",
        description = "Load over MQTT 3.1.1 or 5 on loopback, measured end to end; one line of JSON.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        subcommands = {FirstMessage.class, Serve.class})
public final class LoadGenerator implements Callable<Integer> {
    private static final int SETTLE_SECONDS = 10;
    private static final int QUIET_SECONDS = 60;
    private static final int QUIET_MILLIS = 300;

    @Option(names = "--label", defaultValue = "run", description = "goes into the JSON as it is")
    String label = "run";

    @Option(names = "--port", defaultValue = "1883", description = "of the server, on loopback")
    int port;

    @Option(names = "--mqtt", defaultValue = "3.1.1", description = "3.1.1 or 5")
    String mqtt = "";

    @Option(names = "--connections", defaultValue = "4", description = "that publish")
    int connections;

    @Option(names = "--devices", defaultValue = "100", description = "topics that are published to in turn")
    int devices;

    @Option(names = "--qos", defaultValue = "1", description = "0 or 1, of publishers and buyers")
    int qos;

    @Option(names = "--topic", defaultValue = "zigbee2mqtt/dev%05d", description = "of a device")
    String topic = "";

    @Option(names = "--in-flight", defaultValue = "1000", description = "unacknowledged messages a connection at most")
    int inFlight;

    @Option(
            names = "--window",
            defaultValue = "2000",
            description = "messages between publisher and every buyer at most, where there is no --rate")
    int window;

    @Option(names = "--rate", defaultValue = "0", description = "messages a second, open loop; 0: closed loop")
    double rate;

    @Option(names = "--warm-up", defaultValue = "5", description = "seconds before the measurement")
    double warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "measured")
    double seconds;

    @Option(
            names = "--count",
            defaultValue = "0",
            description = "ends the measurement early after so many messages; 0: never")
    long count;

    @Option(names = "--user", description = "of the publishers")
    @Nullable
    String user;

    @Option(names = "--password-file")
    @Nullable
    Path passwordFile;

    @Option(names = "--subscribe", defaultValue = "zigbee2mqtt/#", description = "filter of the buyers")
    String subscribe = "";

    @Option(names = "--buyers", defaultValue = "1", description = "connections that subscribe")
    int buyers;

    @Option(names = "--buyer", description = "user name of the buyers")
    @Nullable
    String buyer;

    @Option(names = "--buyer-password-file")
    @Nullable
    Path buyerPasswordFile;

    @Option(
            names = "--buyers-file",
            description = "a connection for each line USER<tab>PASSWORD, instead of --buyers, --buyer and its password")
    @Nullable
    Path buyersFile;

    @Option(names = "--pid", split = ",", description = "the server's processes, to be watched")
    List<Long> pids = new ArrayList<>();

    private LoadGenerator() {}

    /** Exits 0 when all that was acknowledged arrived once at every buyer, 1 when not, 2 when there was no measurement. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** Whatever hinders a measurement is told as JSON, too. */
    static CommandLine commandLine() {
        return new CommandLine(new LoadGenerator()).setExecutionExceptionHandler((e, command, parsed) -> {
            System.out.println("{\"failed\":\"" + e.toString().replaceAll("[\"\\\\\\p{Cntrl}]", "'") + "\"}");
            return 2;
        });
    }

    int version() {
        return mqtt.startsWith("5") ? 5 : 4;
    }

    @Nullable
    String password(@Nullable Path file) {
        try {
            return file == null ? null : Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record SignIn(@Nullable String user, @Nullable String password) {}

    /** One for each connection that subscribes. */
    private List<SignIn> signIns() throws IOException {
        return buyersFile == null
                ? Collections.nCopies(buyers, new SignIn(buyer, password(buyerPasswordFile)))
                : Files.readAllLines(buyersFile).stream()
                        .map(line -> line.split("\t", 2))
                        .map(pair -> new SignIn(pair[0], pair[1]))
                        .toList();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<SignIn> signIns = signIns();
        buyers = signIns.size();
        Run run = new Run(rate > 0 ? 0 : window, buyers);
        Publishers publishers = new Publishers(this, run);
        Buyers subscribers = new Buyers(this, run, signIns, publishers.selector);
        List<Thread> threads = new ArrayList<>();
        threads.add(start("buyers", subscribers));
        awaitQuiet(run);
        threads.add(start("publishers", publishers));
        TimeUnit.MILLISECONDS.sleep(Math.round(warmUp * 1000));
        Meter meter = new Meter(run, pids);
        meter.begin();
        long until = System.nanoTime() + Math.round(seconds * 1e9);
        while (System.nanoTime() < until && run.failure.get() == null && (count == 0 || run.sent < count)) {
            TimeUnit.NANOSECONDS.sleep(Math.min(100_000_000, Math.max(1, until - System.nanoTime())));
        }
        meter.end();
        settle(run);
        for (Thread thread : threads) {
            thread.join();
        }
        publishers.close();
        subscribers.close();
        Throwable failure = run.failure.get();
        if (failure != null) {
            throw new IOException(failure);
        }
        long lost = subscribers.missing();
        System.out.println(report(run, meter, lost));
        return lost > 0 || run.twice > 0 ? 1 : 0;
    }

    /** A new subscription may begin with what came before: waits until all of that is through. */
    private static void awaitQuiet(Run run) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
        long before = -1;
        while (before != run.foreign || run.subscribed < run.buyers) {
            if (run.failure.get() != null || System.nanoTime() > until) {
                throw new IOException("the subscriptions did not come to rest", run.failure.get());
            }
            before = run.foreign;
            TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
        }
    }

    /** Stops sending, waits until what was sent is acknowledged and delivered or nothing has moved for some time, ends the threads. */
    private static void settle(Run run) throws InterruptedException {
        run.stopSending = true;
        long moved = System.nanoTime();
        long last = -1;
        while (System.nanoTime() - moved < TimeUnit.SECONDS.toNanos(SETTLE_SECONDS) && run.failure.get() == null) {
            long sum = run.acknowledgedCount + run.delivered;
            if (run.acknowledgedCount == run.sent && run.delivered >= run.sent * run.buyers) {
                break;
            }
            if (sum != last) {
                last = sum;
                moved = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(100);
        run.stop = true;
    }

    private String report(Run run, Meter meter, long lost) {
        return String.format(
                Locale.ROOT,
                "{\"label\":\"%s\",\"mqtt\":\"%s\",\"qos\":%d,\"connections\":%d,\"devices\":%d,\"buyers\":%d,\"rate\":%.0f,\"window\":%d,"
                        + "%s,%s,%s,%s,\"sent\":%d,\"acknowledged\":%d,\"delivered\":%d,\"lost\":%d,\"twice\":%d,\"foreign\":%d}",
                label,
                mqtt,
                qos,
                connections,
                devices,
                buyers,
                rate,
                run.window,
                meter.json(),
                percentiles("e2e", run.deliveredMicros),
                percentiles("ack", run.acknowledgedMicros),
                percentiles("late", run.lateMicros),
                run.sent,
                run.acknowledgedCount,
                run.delivered,
                lost,
                run.twice,
                run.foreign);
    }

    private static String percentiles(String name, Histogram micros) {
        return String.format(
                Locale.ROOT,
                "\"%1$s_p50_ms\":%2$.3f,\"%1$s_p99_ms\":%3$.3f,\"%1$s_max_ms\":%4$.3f",
                name,
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getMaxValue() / 1000.0);
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
