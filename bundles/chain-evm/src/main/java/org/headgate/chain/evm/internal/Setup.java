package org.headgate.chain.evm.internal;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.Network;
import org.jspecify.annotations.Nullable;

/**
 * One chain, as it is configured.
 *
 * @param endpoints of its JSON-RPC, in the order in which they are asked; they may hold secrets
 * @param timeout of one request
 * @param look how often the newest block and the account are looked at
 * @param anchors the contract that notes the time of roots; null where there is none
 * @param facilitator that settles payments; null where the gateway does
 */
record Setup(
        Network network,
        List<URI> endpoints,
        Duration timeout,
        Duration look,
        Limits limits,
        BatchSettlement settlement,
        @Nullable Address anchors,
        @Nullable Outside facilitator) {}
