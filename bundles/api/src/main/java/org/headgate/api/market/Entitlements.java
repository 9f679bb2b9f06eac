package org.headgate.api.market;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
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

    /**
     * Charges records that are about to be delivered to buyers whose entitlement is {@link Entitlement.Metered}, all in one commit. Completes when synced, with what is paid of each delivery's
     * records in their order: fewer where the next one's price would pass what the buyer has signed for, none where nothing is left or the buyer has no channel.
     * A position that was charged before is free and told with the numbers of then, where they are known. Fails where the books cannot be written.
     *
     * @return as many as there are deliveries, in their order
     */
    default CompletionStage<List<List<Charge>>> charge(List<Delivery> deliveries) {
        return CompletableFuture.completedFuture(Collections.nCopies(deliveries.size(), List.of()));
    }

    /**
     * What one of a buyer's clients is about to get: each is charged to the channel that it pays into itself.
     *
     * @param client by which the buyer is connected, the same as its payments came from; null where they are not told apart
     * @param records in the order of their positions
     */
    record Delivery(String buyer, @Nullable String client, String feed, List<Due> records) {}

    /** @param bytes of the payload */
    record Due(long position, int bytes) {}

    /** In the token's smallest unit. @param price of this record @param charged on the buyer's channel in all, with this record; 0 where it is not known any more */
    record Charge(long position, long price, long charged) {}

    sealed interface Entitlement {
        /** @param until milliseconds since the epoch */
        record Granted(long until) implements Entitlement {}

        /** Each record is to be charged before it is delivered: see {@link Entitlements#charge}. */
        record Metered() implements Entitlement {
            public static final Metered METERED = new Metered();
        }

        /** @param code for example {@code no_pass}, {@code pass_expired}, {@code pass_revoked} */
        record Refused(String code, String reason) implements Entitlement {}
    }
}
