package org.headgate.chain.evm.internal;

import java.net.URI;
import java.time.Duration;

/**
 * An outside facilitator, as it is configured.
 *
 * @param address below which it has {@code /verify}, {@code /settle} and {@code /supported}
 * @param token that it is sent as {@code Authorization: Bearer}; empty for none
 * @param verify within which it must answer about a payment
 * @param settle within which it must answer of a settlement
 * @param trusted whether its word is enough, as no endpoint of the chain is configured by which it could be checked
 */
record Outside(URI address, String token, Duration verify, Duration settle, boolean trusted) {

    @Override
    public String toString() {
        return host();
    }

    String host() {
        return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }
}
