package org.headgate.intake.internal;

import java.util.concurrent.ConcurrentHashMap;

/** Decodes of a profile that took too long, one after the other. */
final class Strikes {
    static final int OUT = 3;

    private final ConcurrentHashMap<String, Integer> inARow = new ConcurrentHashMap<>();

    /** Whether it was one too many. */
    boolean add(String profile) {
        boolean out = inARow.merge(profile, 1, Integer::sum) >= OUT;
        if (out) {
            inARow.remove(profile);
        }
        return out;
    }

    void clear(String profile) {
        if (!inARow.isEmpty()) {
            inARow.remove(profile);
        }
    }
}
