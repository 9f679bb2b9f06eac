package org.headgate.market.internal;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.batch.Hash;

/**
 * Up to which position a channel was charged for a feed, what is not committed yet included: what lies above was never charged, and the ledger need not be asked. Known of channels that are charged
 * now; on the writer's thread, but for {@link #forget()}.
 */
final class ChargedUpTo {
    private static final int MOST = 10_000;

    private final Map<Place, Long> ends = new ConcurrentHashMap<>();

    private record Place(Hash channel, String feed) {}

    boolean isBelow(Hash channel, String feed, long position) {
        Long end = ends.get(new Place(channel, feed));
        return end != null && end < position;
    }

    /** Nothing above was ever charged. */
    void is(Hash channel, String feed, long end) {
        if (ends.size() >= MOST) {
            ends.clear();
        }
        ends.put(new Place(channel, feed), end);
    }

    void remove(Collection<Hash> channels) {
        ends.keySet().removeIf(place -> channels.contains(place.channel));
    }

    void forget() {
        ends.clear();
    }
}
