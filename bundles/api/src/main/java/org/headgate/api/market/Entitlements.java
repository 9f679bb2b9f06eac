package org.headgate.api.market;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** What a buyer may read now. From memory, safe for any thread. */
@ProviderType
public interface Entitlements {

    Entitlement check(String buyer, String feed);

    /**
     * The buyer's cursor was moved past a range that is gone: notes it in the ledger and credits the pass pro rata, unless the reason is
     * {@code replay} (older than the feed's replay). The same range again credits nothing. Completes when synced.
     *
     * @param from first position that is gone
     * @param to last position that is gone
     */
    CompletionStage<Void> gap(String buyer, String feed, long from, long to, String reason);

    sealed interface Entitlement {
        /** @param until milliseconds since the epoch */
        record Granted(long until) implements Entitlement {}

        /** @param code for example {@code no_pass}, {@code pass_expired}, {@code pass_revoked} */
        record Refused(String code, String reason) implements Entitlement {}
    }
}
