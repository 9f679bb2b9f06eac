package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.List;
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

    /** Whether a pass is due. */
    boolean isDue() {
        Profiles profiles = shared.house.profiles();
        return profiles != null && !shared.settled.is(profiles);
    }

    void pass(HeldMessages held, Profiles profiles) throws JournalUnavailable {
        Settled next = new Settled(profiles, profiles.generation());
        shared.held.beginRebuild();
        boolean done = false;
        try {
            long after = drain(held, profiles, next, 0);
            shared.handover = true;
            for (CompletionStage<Written> waiting : lanes.ask(Lane::lastWaiting)) {
                awaitWritten(waiting);
            }
            drain(held, profiles, next, after);
            done = next.is(profiles);
        } finally {
            if (done) {
                shared.held.endRebuild();
                shared.settled = next;
            }
            shared.handover = false;
            lanes.ask(Backlog::unpark);
        }
    }

    /** @return the id of the last row; stops early where the set of profiles has changed */
    private long drain(HeldMessages held, Profiles profiles, Settled under, long from) throws JournalUnavailable {
        long after = from;
        while (true) {
            List<Held> page = held.waiting(after, PAGE);
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
            if (page.size() < PAGE || !under.is(profiles)) {
                return after;
            }
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
