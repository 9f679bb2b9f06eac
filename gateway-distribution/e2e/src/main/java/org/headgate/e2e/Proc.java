package org.headgate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel says of a process: {@code /proc/<pid>}. */
record Proc(long pid) {

    long residentKib() throws IOException {
        return field("VmRSS:");
    }

    long peakKib() throws IOException {
        return field("VmHWM:");
    }

    long threads() throws IOException {
        return field("Threads:");
    }

    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }

    private long field(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).trim().split(" ")[0]);
            }
        }
        throw new IOException("/proc/" + pid + "/status has no " + name);
    }
}
