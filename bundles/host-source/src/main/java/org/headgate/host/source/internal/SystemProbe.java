package org.headgate.host.source.internal;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load, processor time and uptime. */
final class SystemProbe implements Probe {
    private static final Pattern LOAD = Pattern.compile("(\\S+) (\\S+) (\\S+) .*", Pattern.DOTALL);
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int STEAL = 8;

    private final Counters ticks = new Counters();

    @Override
    public void read(Path root, Sample sample) {
        Matcher load = LOAD.matcher(ProcFile.text(root.resolve("proc/loadavg")));
        if (load.matches()) {
            sample.add("load/1min", "/", decimal(load.group(1)));
            sample.add("load/5min", "/", decimal(load.group(2)));
            sample.add("load/15min", "/", decimal(load.group(3)));
        }
        sample.add(
                "uptime",
                "s",
                decimal(ProcFile.text(root.resolve("proc/uptime")).strip().split(" ")[0]));
        processor(root, sample);
    }

    private void processor(Path root, Sample sample) {
        String[] fields =
                ProcFile.text(root.resolve("proc/stat")).split("\n", 2)[0].split("\\s+");
        if (fields.length <= IOWAIT || !fields[0].equals("cpu")) {
            return;
        }
        long all = 0;
        for (int i = 1; i < fields.length && i <= STEAL; i++) {
            all += ProcFile.number(fields[i]).orElse(0);
        }
        long idle = ProcFile.number(fields[IDLE]).orElse(0)
                + ProcFile.number(fields[IOWAIT]).orElse(0);
        ticks.round(System.nanoTime());
        long allDelta = ticks.delta("all", all);
        long idleDelta = ticks.delta("idle", idle);
        if (allDelta > 0 && idleDelta >= 0 && idleDelta <= allDelta) {
            sample.add("cpu/busy", "/", 1 - (double) idleDelta / allDelta);
        }
    }

    static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
