package org.headgate.host.source.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Throughput and errors of each interface, from its counters. */
final class NetworkProbe implements Probe {
    static final int MAX_INTERFACES = 16;
    private static final double BITS = 8;

    private final Predicate<String> skip;

    NetworkProbe(Predicate<String> skip) {
        this.skip = skip;
    }

    @Override
    public void read(Path root, Sample sample) {
        Path net = root.resolve("sys/class/net");
        List<String> names = ProcFile.names(net).stream().filter(skip.negate()).toList();
        for (String name : names.subList(0, Math.min(names.size(), MAX_INTERFACES))) {
            one(net.resolve(name), "net/" + ProcFile.quantity(name) + "/", sample);
        }
    }

    private static void one(Path folder, String prefix, Sample sample) {
        Path statistics = folder.resolve("statistics");
        rate(statistics, "rx_bytes", prefix + "rx", "bit/s", BITS, sample);
        rate(statistics, "tx_bytes", prefix + "tx", "bit/s", BITS, sample);
        rate(statistics, "rx_errors", prefix + "rx_errors", "1/s", 1, sample);
        rate(statistics, "tx_errors", prefix + "tx_errors", "1/s", 1, sample);
        rate(statistics, "rx_dropped", prefix + "rx_dropped", "1/s", 1, sample);
        rate(statistics, "tx_dropped", prefix + "tx_dropped", "1/s", 1, sample);
        String state = ProcFile.text(folder.resolve("operstate")).strip();
        if (state.equals("up") || state.equals("down")) {
            sample.add(prefix + "up", "/", state.equals("up") ? 1 : 0);
        }
    }

    private static void rate(Path statistics, String file, String quantity, String unit, double factor, Sample sample) {
        OptionalLong counter = ProcFile.number(statistics.resolve(file));
        if (counter.isPresent()) {
            sample.rate(quantity, unit, counter.getAsLong(), factor);
        }
    }
}
