package org.headgate.devices.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.device.Devices.Seen;

/**
 * Who was heard and never adopted, counted by where it was heard: by sender, or by transport where that knows none, and by profile. So one that reports ever new
 * addresses takes places from nobody but itself. Not thread-safe.
 */
final class Ghosts {
    private static final int LONGEST_SOURCE = 200;

    private final Map<String, Integer> counts = new HashMap<>();
    private final int limit;

    /** @param limit how many one source may have */
    Ghosts(int limit) {
        this.limit = Math.max(1, limit);
    }

    /** Where it was heard. */
    static String source(Seen seen) {
        String source = seen.source() + (seen.sender().isEmpty() ? "" : ' ' + seen.sender()) + ' ' + seen.profile();
        return source.length() > LONGEST_SOURCE ? source.substring(0, LONGEST_SOURCE) : source;
    }

    boolean isFull(String source) {
        return counts.getOrDefault(source, 0) >= limit;
    }

    void add(String source) {
        counts.merge(source, 1, Integer::sum);
    }

    void remove(String source) {
        counts.computeIfPresent(source, (name, count) -> count == 1 ? null : count - 1);
    }

    int size() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * A tenth of what there may be, at least one: those heard but once go first, then the longest silent.
     *
     * @param ghosts among whom to choose
     * @param of how many there may be
     */
    static List<Known> victims(Collection<Known> ghosts, int of) {
        List<Known> sorted = new ArrayList<>(ghosts);
        sorted.sort(Comparator.comparing(Known::heardAgain).thenComparingLong(Known::lastSeen));
        return sorted.subList(0, Math.min(sorted.size(), Math.max(1, of / 10)));
    }

    int limit() {
        return limit;
    }
}
