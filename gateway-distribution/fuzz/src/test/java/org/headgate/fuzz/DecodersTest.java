package org.headgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each decoder with its seeds, with bombs, and for a moment with bad copies; for minutes: {@code benchmarks/soak/fuzz.sh}. */
class DecodersTest {
    private static final long NANOS = Long.getLong("fuzz.millis", 700) * 1_000_000;

    @TestFactory
    List<DynamicTest> bombs_anyDecoder_costLittleMemory() {
        return tests("bombs", target -> {
            for (byte[] bomb : Bombs.all()) {
                Budget.take(target, bomb);
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
                Budget.take(target, mutator.next());
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
                Budget.take(target, seed);
            }
        });
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
