package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.Written;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Profiles;

/**
 * Brings what waits to the lanes whenever the set of profiles has changed. Reads the disk: runs on a thread of its own, never twice at once.
 *
 * <p>A pass goes through all that waits by id, so each address in its order; a row is read again only after all before it is written. Meanwhile newer messages
 * of such addresses are let wait behind. Towards the end (<em>handover</em>) they are kept in memory, the rows that came in between are read, and then the
 * set of profiles counts as settled.
 */
final class Backlog {
    private static final int PAGE = 64;
    private static final int PATIENCE_SECONDS = 60;

    private final Shared shared;
    private final Lanes lanes;

    Backlog(Shared shared, Lanes lanes) {
        this.shared = shared;
        this.lanes = lanes;
    }

    /** Learns who waits, after a start. */
    void scan(HeldMessages held) throws JournalUnavailable {
        long after = 0;
        while (true) {
            List<Held> page = held.waiting(after, PAGE);
            if (page.isEmpty()) {
                return;
            }
            page.forEach(row -> shared.held.add(row.message()));
            after = page.get(page.size() - 1).id();
        }
    }

    /** Where rows come from. */
    private interface Source {
        List<Held> after(long id) throws JournalUnavailable;
    }

    /** Whether a pass is due. */
    boolean isDue() {
        Profiles profiles = shared.house.profiles();
        return profiles != null && (!shared.settled.is(profiles) || shared.newlyAnnounced.isDue());
    }

    /** Through all that waits where profiles changed, else through what waits at the newly announced addresses. */
    void pass(HeldMessages held, Profiles profiles) throws JournalUnavailable {
        List<NewlyAnnounced.Where> places = shared.newlyAnnounced.begin();
        boolean done = false;
        try {
            if (shared.settled.is(profiles) && !shared.newlyAnnounced.isEverywhere()) {
                passAt(held, places, new Settled(profiles, profiles.generation()));
            } else {
                passAll(held, profiles);
            }
            done = true;
        } finally {
            shared.newlyAnnounced.end(done);
        }
    }

    private void passAt(HeldMessages held, List<NewlyAnnounced.Where> places, Settled under) throws JournalUnavailable {
        Map<NewlyAnnounced.Where, Long> reached = new HashMap<>();
        try {
            for (NewlyAnnounced.Where place : places) {
                reached.put(place, drain(at(held, place), under, 0));
            }
            shared.handover = true;
            awaitWaiting();
            for (NewlyAnnounced.Where place : places) {
                drain(at(held, place), under, reached.getOrDefault(place, 0L));
            }
            shared.newlyAnnounced.end(true);
        } finally {
            shared.handover = false;
            lanes.ask(Backlog::unpark);
        }
    }

    private void passAll(HeldMessages held, Profiles profiles) throws JournalUnavailable {
        Source all = after -> held.waiting(after, PAGE);
        Settled next = new Settled(profiles, profiles.generation());
        shared.held.beginRebuild();
        boolean done = false;
        try {
            long after = drain(all, next, 0);
            shared.handover = true;
            awaitWaiting();
            drain(all, next, after);
            done = next.is(profiles);
        } finally {
            if (done) {
                shared.held.endRebuild();
                shared.settled = next;
                shared.newlyAnnounced.end(true);
            }
            shared.handover = false;
            lanes.ask(Backlog::unpark);
        }
    }

    /** @return the id of the last row; stops early where the set of profiles has changed */
    private long drain(Source source, Settled under, long from) throws JournalUnavailable {
        long after = from;
        while (true) {
            List<Held> page = source.after(after);
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>(page.size());
            page.forEach(row -> outcomes.add(lanes.again(withoutOrigin(row.message()), row.id(), under.generation())));
            for (CompletableFuture<Outcome> outcome : outcomes) {
                if (await(outcome) instanceof Outcome.Refused refused) {
                    throw new JournalUnavailable(refused.code(), refused.reason());
                }
            }
            if (!page.isEmpty()) {
                after = page.get(page.size() - 1).id();
            }
            if (page.size() < PAGE || !under.holds()) {
                return after;
            }
        }
    }

    private static Source at(HeldMessages held, NewlyAnnounced.Where place) {
        return after -> held.waiting(place.transport(), place.address(), after, PAGE);
    }

    private void awaitWaiting() throws JournalUnavailable {
        for (CompletionStage<Written> waiting : lanes.ask(Lane::lastWaiting)) {
            awaitWritten(waiting);
        }
    }

    private static Boolean unpark(Lane lane) {
        lane.unpark();
        return true;
    }

    /** Its key was noted when it was let wait: it would be taken for a resend of itself. */
    private static Message withoutOrigin(Message message) {
        return message.with(null);
    }

    /** What could not be written was refused to its sender: nothing waits of it. */
    private static void awaitWritten(CompletionStage<Written> waiting) throws JournalUnavailable {
        await(waiting.handle((written, failure) -> true).toCompletableFuture());
    }

    private static <T> T await(CompletableFuture<T> future) throws JournalUnavailable {
        try {
            return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CancellationException | CompletionException e) {
            throw new JournalUnavailable("intake_stopped", "the lanes did not finish: " + e.getMessage(), e);
        }
    }
}
