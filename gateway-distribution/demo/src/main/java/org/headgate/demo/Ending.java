package org.headgate.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be closed when the demo is interrupted, the newest first. Safe for any thread. */
final class Ending {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean begun;
    private boolean done;

    /** Closed at once where the end has begun. */
    synchronized void add(AutoCloseable one) {
        open.push(one);
        if (begun) {
            closeAll();
        }
    }

    /** The demo came to its end by itself: nothing more is to be done. False where it was interrupted before. */
    synchronized boolean done() {
        done = !begun;
        return done;
    }

    synchronized void interrupted() {
        if (!done) {
            begun = true;
            closeAll();
        }
    }

    private void closeAll() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("Not all was ended: " + e.getMessage());
            }
        }
    }
}
