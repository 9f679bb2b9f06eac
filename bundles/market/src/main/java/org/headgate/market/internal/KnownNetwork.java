package org.headgate.market.internal;

import java.util.Arrays;
import java.util.Optional;
import org.headgate.api.batch.Address;
import org.headgate.x402.Network;

/** Networks that need no more than their name, with the contract of Circle's USDC on each. */
enum KnownNetwork {
    BASE("base", 8_453, "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913", "USD Coin"),
    BASE_SEPOLIA("base-sepolia", 84_532, "0x036cbd53842c5426634e7929541ec2318f3dcf7e", "USDC"),
    ARBITRUM_ONE("arbitrum-one", 42_161, "0xaf88d065e77c8cc2239327c5edb3a432268e5831", "USD Coin");

    private final String word;
    private final Network network;
    private final Address usdc;
    private final String domainName;

    KnownNetwork(String word, long chainId, String usdc, String domainName) {
        this.word = word;
        this.network = new Network(chainId);
        this.usdc = Address.parse(usdc);
        this.domainName = domainName;
    }

    static Optional<KnownNetwork> named(String word) {
        return Arrays.stream(values()).filter(known -> known.word.equals(word)).findFirst();
    }

    static Optional<KnownNetwork> of(Network network) {
        return Arrays.stream(values())
                .filter(known -> known.network.equals(network))
                .findFirst();
    }

    Network network() {
        return network;
    }

    Address usdc() {
        return usdc;
    }

    String domainName() {
        return domainName;
    }

    String domainVersion() {
        return "2";
    }
}
