package org.headgate.host.source.internal;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Link quality, signal and noise of wireless interfaces: {@code /proc/net/wireless}. */
final class WirelessProbe implements Probe {
    private static final Pattern LINE =
            Pattern.compile("\\s*(\\S+):\\s+\\S+\\s+(-?\\d+)\\.?\\s+(-?\\d+)\\.?\\s+(-?\\d+)\\.?\\s.*");
    private static final int NO_NOISE_FIGURE = -256;

    @Override
    public void read(Path root, Sample sample) {
        for (String line : ProcFile.lines(root.resolve("proc/net/wireless"))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String prefix = "net/" + ProcFile.quantity(matcher.group(1)) + "/";
                int noise = Integer.parseInt(matcher.group(4));
                sample.add(prefix + "quality", "count", Integer.parseInt(matcher.group(2)));
                sample.add(prefix + "signal", "dBm", Integer.parseInt(matcher.group(3)));
                if (noise != NO_NOISE_FIGURE) {
                    sample.add(prefix + "noise", "dBm", noise);
                }
            }
        }
    }
}
