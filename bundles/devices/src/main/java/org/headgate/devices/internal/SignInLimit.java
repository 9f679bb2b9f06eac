package org.headgate.devices.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts failed sign-ins by user and host. By both, so that who guesses at one name does not lock out the devices behind the same router. Bounded: the
 * longest quiet is forgotten first. Hosts are those of {@link org.headgate.api.access.Credentials#host}.
 */
final class SignInLimit {
    private static final int TABLE_SIZE = 1024;

    private final int failures;
    private final long windowMillis;
    private final Map<String, Failed> table = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failed> eldest) {
            boolean full = size() > TABLE_SIZE;
            if (full) {
                dropped.increment();
            }
            return full;
        }
    };
    final LongAdder dropped = new LongAdder();
    final LongAdder limited = new LongAdder();

    SignInLimit(int failures, long windowMillis) {
        this.failures = failures;
        this.windowMillis = windowMillis;
    }

    synchronized boolean exceeded(String user, String host, long now) {
        Failed failed = table.get(key(user, host));
        boolean exceeded = failed != null && failed.count >= failures && now - failed.since < windowMillis;
        if (exceeded) {
            limited.increment();
        }
        return exceeded;
    }

    synchronized void failed(String user, String host, long now) {
        Failed failed = table.computeIfAbsent(key(user, host), key -> new Failed(now));
        if (now - failed.since >= windowMillis) {
            failed.since = now;
            failed.count = 0;
        }
        failed.count++;
    }

    synchronized void succeeded(String user, String host) {
        table.remove(key(user, host));
    }

    private static String key(String user, String host) {
        return user + '@' + host;
    }

    private static final class Failed {
        private long since;
        private int count;

        private Failed(long since) {
            this.since = since;
        }
    }
}
