package org.headgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each decoder with its seeds, with bombs, and for a moment with bad copies; for minutes: {@code benchmarks/soak/fuzz.sh}. */
class DecodersTest {
    private static final long NANOS = Long.getLong("fuzz.millis", 700) * 1_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LEAST_BYTES = 32 << 20;
    private static final long BYTES_A_BYTE = 300;

    @TestFactory
    List<DynamicTest> bombs_anyDecoder_costLittleMemory() {
        return tests("bombs", target -> {
            for (byte[] bomb : Bombs.all()) {
                take(target, bomb);
            }
        });
    }

    @TestFactory
    List<DynamicTest> badCopies_anyDecoder_areAnsweredOrRefused() {
        return tests("copies", target -> {
            long seed = Long.getLong("fuzz.seed", 1);
            Mutator mutator = new Mutator(seed, target.seeds());
            long end = System.nanoTime() + NANOS;
            int taken = 0;
            while (System.nanoTime() < end) {
                take(target, mutator.next());
                taken++;
            }
            System.out.println(target.name() + ": " + taken + " bad copies with seed " + seed);
        });
    }

    @TestFactory
    List<DynamicTest> seeds_anyDecoder_areTaken() {
        return tests("seeds", target -> {
            assertThat(target.seeds()).isNotEmpty();
            for (byte[] seed : target.seeds()) {
                take(target, seed);
            }
        });
    }

    private static void take(Target target, byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            target.take(input);
        } catch (Throwable e) {
            throw new AssertionError(target.name() + " with " + shown(input), e);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("%s: bytes allocated for %s", target.name(), shown(input))
                .isLessThan(LEAST_BYTES + BYTES_A_BYTE * input.length);
    }

    private static String shown(byte[] input) {
        return input.length + " bytes, " + HexFormat.of().formatHex(Arrays.copyOf(input, Math.min(input.length, 2000)));
    }

    private interface Check {
        void run(Target target);
    }

    private static List<DynamicTest> tests(String what, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Target target : Targets.all()) {
            tests.add(DynamicTest.dynamicTest(what + " " + target.name(), () -> check.run(target)));
        }
        return tests;
    }
}
