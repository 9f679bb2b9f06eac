package org.headgate.profile.ts013.internal.sandbox;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What is left to the script that runs on a thread. Once it is overdrawn it stays so. For one thread. */
final class Budget {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ThreadLocal<@Nullable Budget> CURRENT = new ThreadLocal<>();

    private final Limits limits;
    private final long now;
    private final long began = System.nanoTime();
    private final long processorBegan = THREADS.getCurrentThreadCpuTime();
    private final long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    private long instructions;
    private long announced;
    private boolean sealed;
    private @Nullable OverBudget over;

    private Budget(Limits limits, long now) {
        this.limits = limits;
        this.now = now;
    }

    /** @param now what a script is told that the time is, in milliseconds since the epoch */
    static Budget begin(Limits limits, long now) {
        Budget budget = new Budget(limits, now);
        CURRENT.set(budget);
        return budget;
    }

    static void end() {
        CURRENT.remove();
    }

    /** Null where Rhino runs for nobody's script, as when it makes its standard objects. */
    static @Nullable Budget current() {
        return CURRENT.get();
    }

    long now() {
        return now;
    }

    /** From here on no text becomes code any more. */
    void seal() {
        sealed = true;
    }

    boolean isSealed() {
        return sealed;
    }

    /** What the script was ended for, whatever came of it then. */
    @Nullable
    OverBudget over() {
        return over;
    }

    void instructions(int count) {
        instructions += count;
        if (instructions > limits.instructions()) {
            throw over("codec_instructions", "it took more than " + limits.instructions() + " instructions");
        }
        check();
    }

    /** Before something large is made. */
    void announce(long bytes) {
        announced += bytes;
        if (announced > limits.bytes()) {
            throw tooMuch();
        }
        check();
    }

    void text(int length) {
        if (length > limits.text()) {
            throw over("codec_memory", "it made a text of more than " + limits.text() + " characters");
        }
    }

    void check() {
        if (over != null) {
            throw over;
        }
        if (THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore > limits.bytes()) {
            throw tooMuch();
        }
        long most = limits.millis() * 1_000_000L;
        // What others take of the processor is not the script's fault.
        if (System.nanoTime() - began > most && THREADS.getCurrentThreadCpuTime() - processorBegan > most) {
            throw over("codec_time", "it took more than " + limits.millis() + " ms");
        }
    }

    OverBudget over(String code, String message) {
        if (over == null) {
            over = new OverBudget(code, message);
        }
        return over;
    }

    private OverBudget tooMuch() {
        return over("codec_memory", "it made more than " + limits.bytes() / 1024 + " KiB");
    }
}
