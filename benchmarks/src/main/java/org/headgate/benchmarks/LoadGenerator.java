package org.headgate.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Publishes readings to a broker on loopback, reads them back from a subscription, prints one line of JSON. Bounded in time. */
@CommandLine.Command(
        name = "loadgen",
        description = "Load over MQTT 3.1.1 on loopback; one line of JSON.",
        mixinStandardHelpOptions = true)
public final class LoadGenerator implements Callable<Integer> {
    @Option(names = "--label", defaultValue = "run")
    String label = "run";

    @Option(names = "--port", required = true)
    int port;

    @Option(names = "--connections", defaultValue = "4")
    int connections;

    @Option(names = "--devices", defaultValue = "100")
    int devices;

    @Option(names = "--qos", defaultValue = "1")
    int qos;

    @Option(names = "--topic", defaultValue = "zigbee2mqtt/dev%05d")
    String topic = "";

    @Option(names = "--in-flight", defaultValue = "60", description = "unacknowledged messages a connection")
    int inFlight;

    @Option(
            names = "--window",
            defaultValue = "2000",
            description = "messages between publisher and feed, where there is no --rate")
    int window;

    @Option(names = "--rate", defaultValue = "0", description = "messages a second, open loop; 0: closed loop")
    double rate;

    @Option(names = "--warm-up", defaultValue = "5", description = "seconds")
    int warmUp;

    @Option(names = "--seconds", defaultValue = "10")
    int seconds;

    @Option(names = "--user")
    @Nullable
    String user;

    @Option(names = "--password-file")
    @Nullable
    Path passwordFile;

    @Option(names = "--subscribe", required = true)
    String subscribe = "";

    @Option(names = "--buyer")
    @Nullable
    String buyer;

    @Option(names = "--buyer-password-file")
    @Nullable
    Path buyerPasswordFile;

    @Option(names = "--pid", description = "the process to watch")
    long pid;

    private LoadGenerator() {}

    /** Exits 0 when all that was acknowledged also arrived. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadGenerator()).execute(args));
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Nullable
    String password() throws IOException {
        return passwordFile == null ? null : Files.readString(passwordFile).strip();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Semaphore permits = rate > 0 ? null : new Semaphore(window);
        long first = System.currentTimeMillis();
        AtomicLong numbers = new AtomicLong(first);
        String buyerPassword = buyerPasswordFile == null
                ? null
                : Files.readString(buyerPasswordFile).strip();
        List<Socket> sockets = new ArrayList<>();
        List<Publisher> publishers = new ArrayList<>();
        Subscriber subscriber = new Subscriber(open(sockets), subscribe, 1, buyer, buyerPassword, permits, first);
        start("subscriber", subscriber);
        for (int i = 0; i < connections; i++) {
            publishers.add(new Publisher(open(sockets), i, this, permits, numbers, rate / connections));
        }
        for (Publisher publisher : publishers) {
            start("publisher", publisher);
        }
        TimeUnit.SECONDS.sleep(warmUp);
        Process process = pid > 0 ? new Process(pid) : null;
        long cpu = process == null ? 0 : process.cpuMicros();
        long written = process == null ? 0 : process.writtenBytes();
        long received = subscriber.received.get();
        long began = System.nanoTime();
        subscriber.measureFrom = nowMicros();
        TimeUnit.SECONDS.sleep(seconds);
        double elapsed = (System.nanoTime() - began) / 1e9;
        long count = subscriber.received.get() - received;
        String watched = process == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ",\"cpu_us_per_msg\":%.1f,\"write_bytes_per_msg\":%d,\"rss_mib\":%d,\"peak_rss_mib\":%d",
                        (process.cpuMicros() - cpu) / (double) Math.max(1, count),
                        (process.writtenBytes() - written) / Math.max(1, count),
                        process.residentKib(false) / 1024,
                        process.residentKib(true) / 1024);
        publishers.forEach(p -> p.stop = true);
        long short_ = drain(publishers, subscriber);
        for (Socket socket : sockets) {
            socket.close();
        }
        System.out.printf(
                Locale.ROOT,
                "{\"label\":\"%s\",\"devices\":%d,\"rate\":%.0f,\"msgs_per_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"acknowledged\":%d,\"received\":%d,\"doubles\":%d,\"short\":%d%s}%n",
                label,
                devices,
                rate,
                count / elapsed,
                subscriber.micros.getValueAtPercentile(50) / 1000.0,
                subscriber.micros.getValueAtPercentile(99) / 1000.0,
                publishers.stream().mapToLong(p -> p.acknowledged.get()).sum(),
                subscriber.received.get(),
                subscriber.doubles.get(),
                short_,
                watched);
        return short_ > 0 ? 1 : 0;
    }

    private static long drain(List<Publisher> publishers, Subscriber subscriber) throws InterruptedException {
        long missing = 0;
        for (int i = 0; i < 100; i++) {
            long before = subscriber.received.get();
            TimeUnit.MILLISECONDS.sleep(100);
            missing = publishers.stream().mapToLong(p -> p.acknowledged.get()).sum() - subscriber.received.get();
            if (missing <= 0 && subscriber.received.get() == before) {
                return 0;
            }
        }
        return missing;
    }

    private Socket open(List<Socket> sockets) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
