package org.headgate.api.market;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** In what feeds can be paid for, for those who tell what they cost. */
@ProviderType
public interface PaymentMeans {

    /** From memory; the same as long as the service is there. Empty where nothing can be paid for. */
    Optional<Means> means();

    /**
     * @param network a chain as CAIP-2
     * @param asset the token's contract
     * @param currency what the token stands for: {@code USD}
     */
    record Means(String network, String asset, String currency) {}
}
