package org.headgate.market.internal;

import org.headgate.api.batch.Address;
import org.headgate.x402.Network;

/** How the ledger names what an amount is of, after CAIP-19. */
final class Asset {
    private Asset() {}

    /** {@code eip155:8453/erc20:0x…}. */
    static String token(Network network, Address contract) {
        return network + "/erc20:" + contract;
    }

    /** The coin that gas is paid in, in wei: {@code eip155:8453/native}. */
    static String gas(Network network) {
        return network + "/native";
    }
}
