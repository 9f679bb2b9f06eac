package org.headgate.coap.source.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Lets Californium write errors only, and where a stranger's datagram can cause them, one a minute: nobody shall fill the log from outside. Holds the loggers,
 * because java.util.logging forgets those that nobody holds.
 */
final class QuietLog implements Filter {
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final List<String> FED_FROM_OUTSIDE = List.of(
            "org.eclipse.californium.core.network.CoapEndpoint",
            "org.eclipse.californium.elements.util.SerialExecutor",
            "org.eclipse.californium.scandium.DTLSConnector");

    private static final QuietLog INSTALLED = new QuietLog();

    private final Logger californium = Logger.getLogger("org.eclipse.californium");
    private final List<Logger> fed =
            FED_FROM_OUTSIDE.stream().map(Logger::getLogger).toList();
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    private QuietLog() {
        californium.setLevel(Level.SEVERE);
        fed.forEach(logger -> logger.setFilter(this));
    }

    /** Once for this class; again does nothing. */
    static void install() {
        INSTALLED.californium.setLevel(Level.SEVERE);
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        long now = System.nanoTime();
        long at = next.get();
        return now - at >= 0 && next.compareAndSet(at, now + PAUSE);
    }
}
