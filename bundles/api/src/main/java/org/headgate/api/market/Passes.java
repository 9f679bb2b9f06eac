package org.headgate.api.market;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Passes: a buyer reads one feed for a time. Safe for any thread; stages complete when synced and fail with {@link PassRefused}. */
@ProviderType
public interface Passes {

    /** @param buyer a name for the operator's own books */
    CompletionStage<Granted> grant(String feed, String buyer, Duration duration);

    /** False where there is no such pass, or it has ended. */
    CompletionStage<Boolean> revoke(String id, String reason);

    List<Pass> list();

    /** The token is shown once: kept hashed. */
    record Granted(Pass pass, String token) {
        @Override
        public String toString() {
            return "Granted[" + pass + "]";
        }
    }

    /** Times in milliseconds since the epoch. @param state {@code active}, {@code expired} or {@code revoked} */
    record Pass(String id, String feed, String buyer, long from, long until, String state, String reason) {}

    /** A pass that cannot be granted; the message says why, and what to do. */
    final class PassRefused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        public PassRefused(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        /** For example {@code feed_unknown}, {@code duration_out_of_range}, {@code passes_full}. */
        public String code() {
            return code;
        }
    }
}
