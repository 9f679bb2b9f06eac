package org.headgate.benchmarks.coap;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Confirmable POSTs from many devices, each waiting for its answer, on one thread; prints one line of JSON. Bounded in time. */
@CommandLine.Command(
        name = "coapload",
        description = "Load over CoAP on loopback; one line of JSON.",
        mixinStandardHelpOptions = true)
public final class CoapLoad implements Callable<Integer> {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Option(names = "--label", defaultValue = "coap")
    private String label = "";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--devices", defaultValue = "512")
    private int devices;

    @Option(names = "--path", defaultValue = "senml/dev%05d")
    private String path = "";

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "messages a second; 0: each device as fast as it is answered")
    private double rate;

    @Option(names = "--warm-up", defaultValue = "3", description = "seconds")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10")
    private int seconds;

    @Option(names = "--pid", description = "the process to watch")
    private long pid;

    private final Histogram micros = new Histogram(60_000_000, 3);
    private final TreeMap<Integer, Long> codes = new TreeMap<>();
    private final List<Device> all = new ArrayList<>();
    private final Deque<Device> idle = new ArrayDeque<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(2048);
    private boolean measuring;
    private long sent;
    private long again;
    private long givenUp;
    private long separate;
    private long answered;

    private CoapLoad() {}

    /** Exits 0 where every request was answered with success. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CoapLoad()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < devices; i++) {
                Device device = new Device(i, port, path, selector);
                all.add(device);
                idle.add(device);
            }
            long start = System.nanoTime();
            run(selector, start, start + TimeUnit.SECONDS.toNanos(warmUp));
            long cpu = cpuMicros();
            long own = cpuMicros(ProcessHandle.current().pid());
            measuring = true;
            long began = System.nanoTime();
            run(selector, start, began + TimeUnit.SECONDS.toNanos(seconds));
            measuring = false;
            double elapsed = (System.nanoTime() - began) / 1e9;
            cpu = cpuMicros() - cpu;
            own = cpuMicros(ProcessHandle.current().pid()) - own;
            long ended = System.nanoTime();
            while (idle.size() < devices && System.nanoTime() - ended < DRAIN_NANOS) {
                turn(selector);
            }
            print(elapsed, cpu, own);
        }
        return codes.keySet().stream().allMatch(code -> code / 100 == 2) && givenUp == 0 ? 0 : 1;
    }

    private void run(Selector selector, long start, long end) throws IOException {
        while (System.nanoTime() < end) {
            long now = System.nanoTime();
            long due = rate > 0 ? (long) ((now - start) / 1e9 * rate) - sent : idle.size();
            for (; due > 0 && !idle.isEmpty(); due--) {
                idle.poll().post(sent++, System.nanoTime());
            }
            turn(selector);
        }
    }

    private long lookedAt;

    private void turn(Selector selector) throws IOException {
        selector.select(rate > 0 ? 1 : 5);
        Collection<SelectionKey> ready = selector.selectedKeys();
        for (SelectionKey key : ready) {
            read((Device) key.attachment());
        }
        ready.clear();
        long now = System.nanoTime();
        if (now - lookedAt > LOOK_NANOS) {
            lookedAt = now;
            for (Device device : all) {
                boolean waited = device.waiting();
                if (device.again(now)) {
                    again++;
                } else if (waited && !device.waiting()) {
                    givenUp++;
                    idle.add(device);
                }
            }
        }
    }

    private void read(Device device) throws IOException {
        try {
            in.clear();
            if (device.channel.read(in) <= 0) {
                return;
            }
        } catch (PortUnreachableException e) {
            return;
        }
        in.flip();
        switch (device.take(in)) {
            case DONE -> {
                codes.merge(device.code, 1L, Long::sum);
                if (measuring) {
                    answered++;
                    micros.recordValue(Math.min(60_000_000, (System.nanoTime() - device.sentAt) / 1000));
                }
                idle.add(device);
            }
            case EMPTY -> separate++;
            case NONE -> {}
        }
    }

    private void print(double elapsed, long cpu, long own) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "{\"label\":\"%s\",\"devices\":%d,\"rate\":%.0f,\"answers_per_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
                        + "\"max_ms\":%.1f,\"again\":%d,\"given_up\":%d,\"separate\":%d,\"codes\":\"%s\","
                        + "\"generator_us_per_msg\":%.1f,\"cpu_us_per_msg\":%.1f,\"rss_mib\":%d}%n",
                label,
                devices,
                rate,
                answered / elapsed,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3,
                again,
                givenUp,
                separate,
                codes,
                own / (double) Math.max(1, answered),
                cpu / (double) Math.max(1, answered),
                pid > 0 ? residentKib() / 1024 : 0);
    }

    private long cpuMicros() throws IOException {
        return pid > 0 ? cpuMicros(pid) : 0;
    }

    private static long cpuMicros(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
    }

    private long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
