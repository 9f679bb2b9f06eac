package org.headgate.host.source.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A recorded tree of /proc and /sys files. */
record Tree(Path root) {

    Tree with(String file, String text) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tree withInterface(String name, long received, long sent) {
        String folder = "sys/class/net/" + name + "/";
        return with(folder + "statistics/rx_bytes", received + "\n")
                .with(folder + "statistics/tx_bytes", sent + "\n")
                .with(folder + "statistics/rx_errors", "0\n")
                .with(folder + "operstate", "up\n");
    }

    static Tree router(Path root) {
        return new Tree(root)
                .with("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
                .with("proc/sys/kernel/hostname", "field-gw\n")
                .with("proc/loadavg", "0.52 0.31 0.15 1/148 2024\n")
                .with("proc/uptime", "86400.25 170000.10\n")
                .with("proc/stat", "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 100 0 100 700 100 0 0 0 0 0\n")
                .with(
                        "proc/meminfo",
                        "MemTotal:         126000 kB\nMemFree:           20000 kB\nMemAvailable:      64000 kB\n"
                                + "HugePages_Total:       0\nSwapTotal:             0 kB\nSwapFree:              0 kB\n")
                .with(
                        "proc/net/wireless",
                        "Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE\n"
                                + " face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22\n"
                                + " wlan0: 0000   58.  -52.  -256        0      0      0      0      1        0\n")
                .with("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
                .with("sys/class/thermal/thermal_zone0/temp", "51234\n")
                .with("sys/class/thermal/thermal_zone1/type", "cpu-thermal\n")
                .with("sys/class/thermal/thermal_zone1/temp", "-1500\n")
                .with("sys/class/thermal/cooling_device0/type", "Fan\n")
                .withInterface("eth0", 1000, 2000)
                .withInterface("lo", 7, 7);
    }
}
