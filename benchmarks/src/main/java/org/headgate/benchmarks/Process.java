package org.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of a process: {@code /proc/<pid>}. */
record Process(long pid) {

    /** User and system time in microseconds. */
    long cpuMicros() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
    }

    /** Resident memory in KiB, now or at its peak. */
    long residentKib(boolean peak) throws IOException {
        return field("status", peak ? "VmHWM:" : "VmRSS:");
    }

    /** Bytes that went to storage. */
    long writtenBytes() throws IOException {
        return field("io", "write_bytes:");
    }

    private long field(String file, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), file))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).trim().split(" ")[0]);
            }
        }
        throw new IOException("/proc/" + pid + "/" + file + " has no " + name);
    }
}
