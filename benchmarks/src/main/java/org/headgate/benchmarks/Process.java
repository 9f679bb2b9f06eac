package org.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the kernel says of some processes together: {@code /proc/<pid>}. */
record Process(List<Long> pids) {

    Process(long pid) {
        this(List.of(pid));
    }

    static Process self() {
        return new Process(ProcessHandle.current().pid());
    }

    /** User and system time in microseconds. */
    long cpuMicros() throws IOException {
        return Arrays.stream(cpuMicrosEach()).sum();
    }

    /** The same, one by one. */
    long[] cpuMicrosEach() throws IOException {
        long[] micros = new long[pids.size()];
        for (int i = 0; i < micros.length; i++) {
            String stat = Files.readString(Path.of("/proc", Long.toString(pids.get(i)), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            micros[i] = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
        }
        return micros;
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
        long sum = 0;
        for (long pid : pids) {
            sum += Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(name.length()).trim().split(" ")[0]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("/proc/" + pid + "/" + file + " has no " + name));
        }
        return sum;
    }
}
