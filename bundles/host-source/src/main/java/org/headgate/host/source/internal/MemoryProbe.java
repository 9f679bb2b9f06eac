package org.headgate.host.source.internal;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/meminfo}, in bytes. */
final class MemoryProbe implements Probe {
    private static final Pattern LINE = Pattern.compile("(\\w+):\\s+(\\d{1,15}) kB");
    private static final Map<String, String> QUANTITIES = Map.of(
            "MemTotal", "memory/total",
            "MemFree", "memory/free",
            "MemAvailable", "memory/available",
            "SwapTotal", "swap/total",
            "SwapFree", "swap/free");

    @Override
    public void read(Path root, Sample sample) {
        for (String line : ProcFile.lines(root.resolve("proc/meminfo"))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String quantity = QUANTITIES.get(matcher.group(1));
                if (quantity != null) {
                    sample.add(quantity, "B", Long.parseLong(matcher.group(2)) * 1024.0);
                }
            }
        }
    }
}
