package org.headgate.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;

/** What one input may cost. */
final class Budget {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LEAST_BYTES = 32 << 20;
    private static final long BYTES_A_BYTE = 300;
    /** Of the processor; intake gives a message one second. */
    private static final long NANOS = Long.getLong("fuzz.cpu.seconds", 10) * 1_000_000_000;

    private static final int SHOWN = 2000;

    private Budget() {}

    /** Takes the seeds as they come, so that no input pays for classes that are loaded. */
    static void prepare(Target target) {
        for (byte[] seed : target.seeds()) {
            try {
                target.take(seed);
            } catch (Throwable e) {
                throw new AssertionError(target.name() + " with the seed " + shown(seed), e);
            }
        }
    }

    /** @throws AssertionError where it took too much memory or processor time, or threw anything */
    static void take(Target target, byte[] input) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        try {
            target.take(input);
        } catch (Throwable e) {
            throw new AssertionError(target.name() + " with " + shown(input), e);
        }
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        Contract.must(
                bytes < LEAST_BYTES + BYTES_A_BYTE * input.length,
                target.name() + " allocated " + bytes + " bytes for " + shown(input));
        Contract.must(nanos < NANOS, target.name() + " took " + nanos + " ns of the processor for " + shown(input));
    }

    private static String shown(byte[] input) {
        return input.length + " bytes, "
                + HexFormat.of().formatHex(Arrays.copyOf(input, Math.min(input.length, SHOWN)));
    }
}
