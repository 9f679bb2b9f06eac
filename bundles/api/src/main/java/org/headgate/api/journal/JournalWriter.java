package org.headgate.api.journal;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The way into the journal; for {@code intake} alone. Safe for any thread, never blocks. */
@ProviderType
public interface JournalWriter {

    /**
     * Appends in the order of the calls. The stage completes on the writer's thread after the commit is synced to disk: do little there. It fails with
     * {@link JournalUnavailable}; then nothing of the entry was kept.
     */
    CompletionStage<Written> write(JournalEntry entry);

    /** Why nothing can be written now (full queue, full disk, hard cap); empty where it can. Cheap. */
    Optional<JournalUnavailable> obstacle();
}
