package org.headgate.journal.internal;

import java.util.concurrent.CompletableFuture;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.journal.Written;

/** An entry that waits for its commit. */
final class Pending {
    private static final int OVERHEAD = 200;
    static final Written NOTHING = new Written(0, 0, false);
    static final Written DUPLICATE = new Written(0, 0, true);

    final JournalEntry entry;
    final int bytes;
    final CompletableFuture<Written> stage = new CompletableFuture<>();
    private Written written = NOTHING;

    Pending(JournalEntry entry) {
        this.entry = entry;
        this.bytes = OVERHEAD + size(entry);
    }

    void written(Written outcome) {
        written = outcome;
    }

    void complete() {
        stage.complete(written);
    }

    void fail(JournalUnavailable reason) {
        stage.completeExceptionally(reason);
    }

    /** How many sequences it may take. */
    int sequences() {
        return entry instanceof JournalEntry.Contributions some
                ? some.contributions().size()
                : 0;
    }

    private static int size(JournalEntry entry) {
        if (entry instanceof JournalEntry.Contributions some) {
            int size = 0;
            for (NewContribution contribution : some.contributions()) {
                size += contribution.pack().length + OVERHEAD;
            }
            return size;
        }
        if (entry instanceof JournalEntry.Waiting waiting) {
            return waiting.message().size();
        }
        return entry instanceof JournalEntry.Quarantined refused
                ? refused.message().size() + refused.reason().length()
                : 0;
    }
}
