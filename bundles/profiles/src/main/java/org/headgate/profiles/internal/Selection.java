package org.headgate.profiles.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.jspecify.annotations.Nullable;

/** The profiles of one generation, best first, and what they answered. A new generation begins with no memory. */
final class Selection {
    private static final Candidate[] NONE = {};

    final long generation;
    final List<Installed> all;
    private final Installed[] inUse;
    private final List<OrderRule> order;
    private final ClaimCache<Candidate[]> cache;
    private final Asker asker;

    /** One that did not answer NO. @param always whether it answered YES */
    private record Candidate(Installed profile, boolean always) {}

    interface Asker {
        /** Never throws. */
        Claim ask(Installed profile, Message message);

        void conflict(Installed winner, Installed other);
    }

    Selection(long generation, List<Installed> all, long cacheBytes, LongAdder dropped, Asker asker) {
        this.generation = generation;
        this.all = all;
        this.inUse = all.stream().filter(Installed::inUse).toArray(Installed[]::new);
        this.order = Arrays.stream(inUse)
                .flatMap(installed -> installed.order().stream())
                .toList();
        this.cache = new ClaimCache<>(cacheBytes, dropped);
        this.asker = asker;
    }

    /** By what profiles say of the message itself. */
    @Nullable
    Installed match(Message message) {
        Candidate[] candidates = cache.get(message.transport(), message.address());
        if (candidates == null) {
            return first(message);
        }
        for (Candidate candidate : candidates) {
            if (candidate.always || asker.ask(candidate.profile, message) == Claim.THIS_ONE) {
                return candidate.profile;
            }
        }
        return null;
    }

    /** The best of those to whom its sender announced the address. */
    @Nullable
    Installed announcedTo(Known[] announced) {
        for (Installed profile : inUse) {
            for (Known known : announced) {
                if (known.profile.equals(profile.id())) {
                    return profile;
                }
            }
        }
        return null;
    }

    String line(Message message) {
        if (!order.isEmpty() && message.transport().equals("mqtt")) {
            for (OrderRule rule : order) {
                String line = rule.line(message.address());
                if (line != null) {
                    return line;
                }
            }
        }
        return message.address();
    }

    int cached() {
        return cache.size();
    }

    /** Asks all, though the first is enough: so conflicts come to light. */
    private @Nullable Installed first(Message message) {
        List<Candidate> candidates = new ArrayList<>(2);
        Installed winner = null;
        for (Installed profile : inUse) {
            Claim claim = profile.speaks(message.transport()) ? asker.ask(profile, message) : Claim.NO;
            if (claim == Claim.NO) {
                continue;
            }
            candidates.add(new Candidate(profile, claim == Claim.YES));
            if (claim == Claim.NOT_THIS_ONE) {
                continue;
            }
            if (winner == null) {
                winner = profile;
            } else {
                asker.conflict(winner, profile);
            }
        }
        cache.put(message.transport(), message.address(), candidates.toArray(NONE));
        return winner;
    }
}
