package org.headgate.pay.http.internal;

import java.util.Set;
import org.headgate.api.batch.Address;
import org.headgate.api.feed.Feeds;
import org.headgate.api.topic.DurableTopic;
import org.headgate.market.Sales;
import org.headgate.x402.Network;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/** The services that answers are made of; each may come and go. */
interface Seller {
    @Nullable
    Sales sales();

    @Nullable
    Feeds feeds();

    @Nullable
    PaymentChain chain(Network network);

    /** Those that something here speaks to. */
    Set<Network> networks();

    /** Null where there is none of that name. */
    @Nullable
    DurableTopic topic(String name);

    /** The address of the gateway's key, which sends transactions. */
    @Nullable
    Address gateway();
}
