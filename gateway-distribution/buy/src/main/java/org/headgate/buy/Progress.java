package org.headgate.buy;

import java.io.PrintStream;

/** What people see while it runs: a line for what happens, and now and then one with what has come. Safe for any thread. */
final class Progress {
    private static final long EVERY_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private String said = "";
    private long saidAt;

    Progress(PrintStream out) {
        this.out = out;
    }

    synchronized void say(String line) {
        out.println(line);
    }

    /** As {@link #say}, if it is news and the last one is some time ago. */
    synchronized void now(String line) {
        long now = System.nanoTime();
        if (!line.equals(said) && (said.isEmpty() || now - saidAt > EVERY_NANOS)) {
            said = line;
            saidAt = now;
            out.println(line);
        }
    }
}
