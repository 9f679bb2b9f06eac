package org.headgate.shell.internal.command;

import java.util.function.LongConsumer;

/** Says at most once a second how far it is. */
final class Progress implements LongConsumer {
    private static final long EVERY_NANOS = 1_000_000_000L;

    private final Session session;
    private final long total;
    private long last = System.nanoTime();

    Progress(Session session, long total) {
        this.session = session;
        this.total = total;
    }

    @Override
    public void accept(long done) {
        long now = System.nanoTime();
        if (now - last > EVERY_NANOS) {
            last = now;
            session.err().println("  " + done + " of " + total + " (" + 100 * done / Math.max(1, total) + " %)");
        }
    }
}
