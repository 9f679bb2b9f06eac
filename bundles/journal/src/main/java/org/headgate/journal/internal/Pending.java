package org.headgate.journal.internal;

import java.util.concurrent.CompletableFuture;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.journal.Written;
import org.jspecify.annotations.Nullable;

/** An entry that waits for its commit. */
final class Pending {
    private static final int OVERHEAD = 200;
    static final Written NOTHING = new Written(0, 0, false);
    static final Written DUPLICATE = new Written(0, 0, true);

    final JournalEntry entry;
    final int bytes;
    final CompletableFuture<Written> stage = new CompletableFuture<>();
    private Written written = NOTHING;
    private @Nullable JournalUnavailable refused;

    Pending(JournalEntry entry) {
        this.entry = entry;
        this.bytes = OVERHEAD + size(entry);
    }

    void written(Written outcome) {
        written = outcome;
    }

    /** It alone cannot be written; told with the commit. */
    void refuse(JournalUnavailable reason) {
        refused = reason;
    }

    void complete() {
        JournalUnavailable reason = refused;
        if (reason == null) {
            stage.complete(written);
        } else {
            stage.completeExceptionally(reason);
        }
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
