package org.headgate.profiles.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Profiles.Match;

/** The profiles of one generation, best first, and what they answered. A new generation begins with no memory. */
final class Selection {
    private static final Candidate[] NONE = {};

    final long generation;
    final List<Installed> all;
    private final Installed[] inUse;
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
        this.cache = new ClaimCache<>(cacheBytes, dropped);
        this.asker = asker;
    }

    Optional<Match> match(Message message) {
        Candidate[] candidates = cache.get(message.transport(), message.address());
        if (candidates == null) {
            return first(message);
        }
        for (Candidate candidate : candidates) {
            if (candidate.always || asker.ask(candidate.profile, message) == Claim.THIS_ONE) {
                return candidate.profile.match();
            }
        }
        return Optional.empty();
    }

    int cached() {
        return cache.size();
    }

    /** Asks all, though the first is enough: so conflicts come to light. */
    private Optional<Match> first(Message message) {
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
        return winner == null ? Optional.empty() : winner.match();
    }
}
