package org.headgate.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happened between two instants: messages, processor time of the server and of this generator, bytes written. */
final class Meter {
    private final Run run;
    private final Process server;
    private final Process generator = Process.self();
    private long beganNanos;
    private double elapsed;
    private long sent;
    private long delivered;
    private long[] serverCpu = {};
    private long generatorCpu;
    private long written;
    private long resident;
    private long peak;

    Meter(Run run, List<Long> pids) {
        this.run = run;
        this.server = new Process(pids);
    }

    void begin() throws IOException {
        sent = -run.sent;
        delivered = -run.delivered;
        serverCpu = server.cpuMicrosEach();
        generatorCpu = -generator.cpuMicros();
        written = -server.writtenBytes();
        beganNanos = System.nanoTime();
        run.measureFrom = run.micros(beganNanos);
    }

    void end() throws IOException {
        long now = System.nanoTime();
        run.measureUntil = run.micros(now);
        elapsed = (now - beganNanos) / 1e9;
        sent += run.sent;
        delivered += run.delivered;
        long[] began = serverCpu;
        serverCpu = server.cpuMicrosEach();
        Arrays.setAll(serverCpu, i -> serverCpu[i] - began[i]);
        generatorCpu += generator.cpuMicros();
        written += server.writtenBytes();
        resident = server.residentKib(false);
        peak = server.residentKib(true);
    }

    /** Figures a message are of messages sent; with many buyers see also those a delivery. */
    String json() {
        double messages = Math.max(1, sent);
        long cpu = Arrays.stream(serverCpu).sum();
        String each = Arrays.stream(serverCpu)
                .mapToObj(micros -> String.format(Locale.ROOT, "%.1f", micros / messages))
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "\"seconds\":%.2f,\"sent_per_s\":%.0f,\"delivered_per_s\":%.0f,\"cpu_us_per_msg\":%.1f,\"cpu_us_per_msg_each\":[%s],\"cpu_us_per_delivery\":%.1f,"
                        + "\"generator_us_per_msg\":%.1f,\"write_bytes_per_msg\":%.0f,\"rss_mib\":%.1f,\"peak_rss_mib\":%.1f",
                elapsed,
                sent / elapsed,
                delivered / elapsed,
                cpu / messages,
                each,
                cpu / (double) Math.max(1, delivered),
                generatorCpu / messages,
                written / messages,
                resident / 1024.0,
                peak / 1024.0);
    }
}
