package org.headgate.intake.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.headgate.api.profile.Profiles;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a lane. While it runs a profile's code, {@code decoding} holds when that began; whoever sets it next decides: the worker itself ends the decode, or the
 * watchdog gives the worker up, and then it touches nothing of the lane any more. So exactly one of the two goes on with the lane.
 */
final class Worker implements Runnable {
    private static final long IDLE = 0;
    private static final long GIVEN_UP = Long.MIN_VALUE;
    /** How many times the limit may go by on the clock for a decode that would run if it were let. */
    private static final int PATIENCE = 10;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final AtomicLong decoding = new AtomicLong(IDLE);
    private final Lane lane;
    private final Thread thread;
    private final @Nullable Arrival overdue;
    private final String overdueProfile;
    private @Nullable Arrival arrival;
    private String profile = "";
    /** The watchdog's: the decode that it saw last, and the processor time of the thread then. */
    private long watched = IDLE;

    private long processorTime;

    /** @param overdue what the worker before this one was given up with */
    Worker(Lane lane, String name, @Nullable Arrival overdue, String overdueProfile) {
        this.lane = lane;
        this.overdue = overdue;
        this.overdueProfile = overdueProfile;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        try {
            if (overdue != null) {
                lane.tookTooLong(overdue, overdueProfile);
            }
            lane.work(this);
        } finally {
            if (givenUp()) {
                lane.ended();
            }
        }
    }

    /** @param profileId whose code runs; "" where the registry asks one after the other */
    void begin(Arrival next, String profileId) {
        arrival = next;
        profile = profileId;
        decoding.set(System.nanoTime() | 1);
    }

    /** False where the worker was given up meanwhile and must end. */
    boolean end() {
        long began = decoding.get();
        return began != GIVEN_UP && decoding.compareAndSet(began, IDLE);
    }

    /** When the decode that runs now began; 0 where none does. */
    long since() {
        long began = decoding.get();
        return began == GIVEN_UP ? IDLE : began;
    }

    /** By the watchdog alone, more than once within each limit. @param limit in nanoseconds */
    boolean giveUp(long now, long limit) {
        long began = since();
        return began != IDLE && isOverdue(began, now - began, limit) && decoding.compareAndSet(began, GIVEN_UP);
    }

    /**
     * The clock says little where the processor is busy with others: a good message would be blamed for it. So what computes is judged by the processor time that the
     * watchdog saw it take, what waits by the clock, and what does neither, as a read from a network, by the clock with patience.
     */
    private boolean isOverdue(long began, long nanos, long limit) {
        long used = THREADS.getThreadCpuTime(thread.getId());
        if (watched != began) {
            watched = began;
            processorTime = used;
        }
        if (nanos <= limit) {
            return false;
        }
        Thread.State state = thread.getState();
        boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        return waits || used - processorTime >= limit || nanos > PATIENCE * limit;
    }

    /** Nothing can end it by force; code that waits for something ends, and what only computes shall not be in the way. */
    void interrupt() {
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.interrupt();
    }

    boolean givenUp() {
        return decoding.get() == GIVEN_UP;
    }

    /** With what the worker was given up. */
    @Nullable
    Arrival arrival() {
        return arrival;
    }

    /** Whose code it was given up in. */
    String profile(@Nullable Profiles profiles) {
        if (!profile.isEmpty() || profiles == null) {
            return profile;
        }
        return profiles.asking(thread).orElse("");
    }
}
