package org.headgate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** One rate for a long time; what grows, told by a line through the samples, with how sure that is. */
final class LongRun {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private LongRun() {}

    static void run(Verdict verdict, Gateway gateway, int rate, Duration time, Duration window) throws Exception {
        int port = gateway.port("mqtt-door");
        List<Sender> senders = Sender.group(port, "long", 10, 1, rate);
        try (FeedReader buyer = new FeedReader(port, Buyers.pass(gateway, "anna"), FeedReader.Manner.GOOD)) {
            List<Map<String, Double>> samples = new ArrayList<>();
            long windows = time.dividedBy(window);
            for (int i = 1; i <= windows; i++) {
                Until.passed(window);
                Map<String, Double> sample = sample(gateway, senders, buyer);
                samples.add(sample);
                verdict.say("%d of %d: %s", i, windows, sample);
            }
            verdict.fact("rate", rate);
            verdict.fact("window_s", window.toSeconds());
            tell(verdict, samples, window);
            for (Sender sender : senders) {
                verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            }
            verdict.check(Until.within(PATIENCE, () -> Buyers.has(buyer, senders)), "the buyer misses readings");
            verdict.fact("received", buyer.received());
            Kept.of(verdict, gateway).compare(senders).tell();
        } finally {
            for (Sender sender : senders) {
                sender.close();
            }
        }
    }

    private static Map<String, Double> sample(Gateway gateway, List<Sender> senders, FeedReader buyer)
            throws IOException, InterruptedException {
        Proc process = new Proc(gateway.pid());
        Map<String, Double> sample = new LinkedHashMap<>();
        Histogram acks = Sender.latencies(senders);
        Histogram reads = buyer.takeLatencies();
        sample.put("acknowledged", (double) acks.getTotalCount());
        sample.put("puback_p50_ms", acks.getValueAtPercentile(50) / 1000.0);
        sample.put("puback_p99_ms", acks.getValueAtPercentile(99) / 1000.0);
        sample.put("buyer_p50_ms", reads.getValueAtPercentile(50) / 1000.0);
        sample.put("buyer_p99_ms", reads.getValueAtPercentile(99) / 1000.0);
        sample.put("resident_mib", process.residentKib() / 1024.0);
        sample.put("heap_mib", heapAfterCollection(gateway));
        sample.put("threads", (double) process.threads());
        sample.put("descriptors", (double) process.descriptors());
        try (Stream<Path> files = Files.walk(gateway.home)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            sample.put("files", (double) all.size());
            double bytes = 0;
            for (Path file : all) {
                bytes += Files.exists(file) ? Files.size(file) : 0;
            }
            sample.put("disk_mib", bytes / (1 << 20));
        }
        return sample;
    }

    /** The collection is asked for: it costs the next window some milliseconds. */
    private static double heapAfterCollection(Gateway gateway) throws IOException, InterruptedException {
        String pid = Long.toString(gateway.pid());
        Path home = Path.of(System.getProperty("java.home"), "bin/jcmd");
        Gateway.finish(List.of(home.toString(), pid, "GC.run"));
        Matcher used = USED.matcher(
                Gateway.finish(List.of(home.toString(), pid, "GC.heap_info")).output());
        double kib = 0;
        for (int generation = 0; generation < 2 && used.find(); generation++) {
            kib += Double.parseDouble(used.group(1));
        }
        return kib / 1024;
    }

    /** The first fifth is left out: caches and the journal's tail fill up to their bounds. */
    private static void tell(Verdict verdict, List<Map<String, Double>> samples, Duration window) {
        List<Map<String, Double>> steady = samples.subList(samples.size() / 5, samples.size());
        double hours = window.toNanos() / 3.6e12;
        verdict.fact("windows_judged", steady.size());
        for (String name : samples.get(0).keySet()) {
            double[] y = steady.stream().mapToDouble(sample -> sample.get(name)).toArray();
            Line line = Line.through(y);
            verdict.fact(name + "_first", y[0]);
            verdict.fact(name + "_last", y[y.length - 1]);
            if (name.equals("acknowledged")) {
                continue;
            }
            double hourly = line.slope() / hours;
            double error = line.error() / hours;
            verdict.fact(name + "_per_hour", hourly);
            verdict.fact(name + "_per_hour_error", error);
            boolean grows = hourly > 2 * error;
            verdict.say(
                    "%s",
                    String.format(
                            Locale.ROOT,
                            "%-14s %9.2f to %9.2f, %+.2f an hour ± %.2f; %s",
                            name,
                            y[0],
                            y[y.length - 1],
                            hourly,
                            error,
                            grows
                                    ? String.format(
                                            Locale.ROOT, "24 h of it would be %+.1f, if it went on so", 24 * hourly)
                                    : "no growth that can be told from noise"));
            if (List.of("threads", "descriptors").contains(name)) {
                verdict.check(
                        !grows || y[y.length - 1] - y[0] <= 2,
                        "%s grew from %.0f to %.0f",
                        name,
                        y[0],
                        y[y.length - 1]);
            }
        }
        verdict.say(
                "this was %.2f h: everything beyond that is a straight line drawn on, not an observation",
                samples.size() * hours);
    }

    /** Least squares over equidistant samples. @param slope a sample. @param error its standard error */
    private record Line(double slope, double error) {
        static Line through(double[] y) {
            int n = y.length;
            double meanX = (n - 1) / 2.0;
            double meanY = java.util.Arrays.stream(y).average().orElse(0);
            double xx = 0;
            double xy = 0;
            for (int i = 0; i < n; i++) {
                xx += (i - meanX) * (i - meanX);
                xy += (i - meanX) * (y[i] - meanY);
            }
            double slope = xx == 0 ? 0 : xy / xx;
            double residuals = 0;
            for (int i = 0; i < n; i++) {
                double off = y[i] - meanY - slope * (i - meanX);
                residuals += off * off;
            }
            return new Line(slope, n > 2 ? Math.sqrt(residuals / (n - 2) / xx) : Double.POSITIVE_INFINITY);
        }
    }
}
