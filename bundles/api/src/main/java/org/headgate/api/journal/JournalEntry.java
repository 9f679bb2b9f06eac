package org.headgate.api.journal;

import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.jspecify.annotations.Nullable;

/** What becomes durable in one piece. {@code waitingId} names the waiting row that it replaces, or is 0. */
public sealed interface JournalEntry {

    /** All contributions of one message, at least one. */
    record Contributions(
            List<NewContribution> contributions, @Nullable Origin origin, long waitingId) implements JournalEntry {}

    /** A message that no profile claims. */
    record Waiting(Message message) implements JournalEntry {}

    /** A message that its profile refused. */
    record Quarantined(Message message, String code, String reason, long waitingId) implements JournalEntry {}

    /** A waiting message in which its profile found nothing to keep. */
    record Discarded(long waitingId) implements JournalEntry {}

    /** PUBREL: the origin may be used again by another message. */
    record Released(long originKey) implements JournalEntry {}
}
