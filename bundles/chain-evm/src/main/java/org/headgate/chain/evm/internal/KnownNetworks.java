package org.headgate.chain.evm.internal;

import java.util.Map;
import java.util.Optional;
import org.headgate.api.batch.Address;
import org.headgate.x402.Network;

/** Where contracts are on the networks that need no configuration. */
final class KnownNetworks {
    private static final Address EAS_OF_THE_OP_STACK = Address.parse("0x4200000000000000000000000000000000000021");

    /** Ethereum Attestation Service: Base, Base Sepolia, Arbitrum One. */
    private static final Map<Long, Address> ANCHORS = Map.of(
            8_453L, EAS_OF_THE_OP_STACK,
            84_532L, EAS_OF_THE_OP_STACK,
            42_161L, Address.parse("0xbd75f629a22dc1ced33dda0b68c546a1c035c458"));

    private KnownNetworks() {}

    static Optional<Address> anchors(Network network) {
        return Optional.ofNullable(ANCHORS.get(network.chainId()));
    }
}
