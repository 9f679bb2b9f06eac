package org.headgate.profiles.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The announcements in memory, found by name and by address. Reading takes no lock; the rest is for one thread at a time. */
final class Shelf {
    private static final Known[] NONE = {};
    private static final Comparator<Known> BY_NAME = Comparator.comparing(known -> known.announcement.name());

    private final ConcurrentSkipListMap<String, Known> byKey = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<Place, Known[]> byPlace = new ConcurrentHashMap<>();
    private final Map<String, Holding> holdings = new HashMap<>();
    private volatile long bytes;

    /** What one sender has there, the oldest first. */
    private static final class Holding {
        private final LinkedHashSet<Known> all = new LinkedHashSet<>();
        private long bytes;
    }

    @Nullable
    Known get(String key) {
        return byKey.get(key);
    }

    /** Those whose key begins so, in order. */
    List<Known> below(String prefix) {
        List<Known> found = new ArrayList<>();
        for (Map.Entry<String, Known> entry : byKey.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            found.add(entry.getValue());
        }
        return found;
    }

    /** By name. */
    Known[] at(Place place) {
        return byPlace.getOrDefault(place, NONE);
    }

    boolean isEmpty() {
        return byPlace.isEmpty();
    }

    int size() {
        return byKey.size();
    }

    long bytes() {
        return bytes;
    }

    /** Puts it in the place of the one of its key, if there is one. */
    void put(Known known) {
        Known before = byKey.put(known.key(), known);
        Holding holding = holdings.computeIfAbsent(known.sender, sender -> new Holding());
        if (before != null) {
            letGo(before, holding);
        }
        holding.all.add(known);
        holding.bytes += known.weight;
        bytes = bytes + known.weight;
        for (String address : known.announcement.addresses()) {
            byPlace.compute(place(known, address), (place, there) -> with(there, known, before));
        }
        if (before != null) {
            before.announcement.addresses().stream()
                    .filter(address -> !known.announcement.addresses().contains(address)
                            || !known.transport.equals(before.transport))
                    .forEach(address -> unplace(before, address));
        }
    }

    void remove(Known known) {
        if (!byKey.remove(known.key(), known)) {
            return;
        }
        Holding holding = holdings.get(known.sender);
        if (holding != null) {
            letGo(known, holding);
            if (holding.all.isEmpty()) {
                holdings.remove(known.sender);
            }
        }
        known.announcement.addresses().forEach(address -> unplace(known, address));
    }

    /** It was announced again as it is. */
    void refresh(Known known) {
        Holding holding = holdings.get(known.sender);
        if (holding != null && holding.all.remove(known)) {
            holding.all.add(known);
        }
    }

    /** The one to go for want of room: of the sender who holds most, the oldest that was not used since it was last spared. */
    @Nullable
    Known leastNeeded() {
        Holding largest = null;
        for (Holding holding : holdings.values()) {
            largest = largest == null || holding.bytes > largest.bytes ? holding : largest;
        }
        if (largest == null) {
            return null;
        }
        for (int spared = largest.all.size(); spared > 0; spared--) {
            Known oldest = largest.all.iterator().next();
            if (!oldest.used) {
                return oldest;
            }
            oldest.used = false;
            largest.all.remove(oldest);
            largest.all.add(oldest);
        }
        return largest.all.iterator().next();
    }

    private void letGo(Known known, Holding holding) {
        if (holding.all.remove(known)) {
            holding.bytes -= known.weight;
            bytes = bytes - known.weight;
        }
    }

    private void unplace(Known known, String address) {
        byPlace.computeIfPresent(place(known, address), (place, there) -> {
            Known[] left = Arrays.stream(there).filter(one -> one != known).toArray(Known[]::new);
            return left.length == 0 ? null : left;
        });
    }

    private static Known[] with(Known @Nullable [] there, Known known, @Nullable Known before) {
        List<Known> all = new ArrayList<>(there == null ? List.of() : Arrays.asList(there));
        all.removeIf(one -> one == before || one == known);
        int at = Collections.binarySearch(all, known, BY_NAME);
        all.add(at < 0 ? -at - 1 : at, known);
        return all.toArray(Known[]::new);
    }

    private static Place place(Known known, String address) {
        return new Place(known.transport, known.sender, address);
    }
}
