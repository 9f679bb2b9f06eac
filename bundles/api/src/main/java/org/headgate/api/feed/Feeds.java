package org.headgate.api.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The feeds of this gateway. Safe for any thread; stages complete when synced and fail with {@link FeedRefused}. */
@ProviderType
public interface Feeds {

    List<FeedState> list();

    Optional<FeedState> find(String id);

    /** What {@code feeds/catalog} says, as JSON. */
    String catalog();

    /** Creates it, or replaces what it sells under the next version. */
    CompletionStage<FeedState> put(FeedDefinition definition);

    CompletionStage<Boolean> remove(String id);

    /** The time in which the records at positions {@code from} to {@code to}, inclusive, were received, gone or not; empty where nothing tells it. Reads the disk. */
    Optional<Span> span(String id, long from, long to);

    /** What it kept of the past; empty where there is no such feed. */
    default Optional<FeedHistory> history(String id) {
        return Optional.empty();
    }

    /** Milliseconds since the epoch. @param end exclusive */
    record Span(long start, long end) {}

    /** Times in milliseconds since the epoch. @param delivered records in the feed so far @param offer the offer as JSON */
    record FeedState(FeedDefinition definition, long createdAt, long delivered, long lastAt, String offer) {}

    /** A definition that cannot be sold; the message says why, and what to do. */
    final class FeedRefused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        public FeedRefused(String code, String message) {
            super(message);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
