package org.headgate.pay.mqtt.internal;

import java.util.HashMap;
import java.util.Map;

/** How much is done in a minute, for one host and for all. Safe for any thread. */
final class Budget {
    private static final int HOSTS = 4096;

    private final int perHost;
    private final int perMinute;
    private final Map<String, Integer> spent = new HashMap<>();
    private int all;
    private long minute;

    Budget(int perHost, int perMinute) {
        this.perHost = perHost;
        this.perMinute = perMinute;
    }

    /** False where nothing is left. @param now milliseconds */
    synchronized boolean spend(String host, long now) {
        if (now / 60_000 != minute) {
            minute = now / 60_000;
            spent.clear();
            all = 0;
        }
        int before = spent.getOrDefault(host, 0);
        if (all >= perMinute || before >= perHost || spent.size() >= HOSTS && before == 0) {
            return false;
        }
        all++;
        spent.put(host, before + 1);
        return true;
    }
}
