package org.headgate.market.internal;

import java.util.Optional;
import org.headgate.api.batch.Address;
import org.headgate.market.Sales.NotForSale;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;

/**
 * In what the market is paid, and by whose address, as configured.
 *
 * @param domain of the asset, where it is configured or known; else the chain must tell it
 * @param payTo empty: the gateway's own address
 */
record SellerTerms(
        Network network,
        Address asset,
        Optional<ContractDomain> domain,
        Optional<Address> payTo,
        ChannelTerms channels) {

    /** @throws NotForSale {@code network_unset}, or {@code market_misconfigured} with the key at fault */
    static SellerTerms read(MarketConfig config) throws NotForSale {
        if (config.network().isBlank()) {
            throw new NotForSale(
                    "network_unset",
                    "no chain is configured to be paid on: set market.network to base, base-sepolia, arbitrum-one or eip155:CHAINID");
        }
        Network network = network(config.network().strip());
        Optional<KnownNetwork> known = KnownNetwork.of(network);
        if (config.asset().isBlank() && known.isEmpty()) {
            throw misconfigured("market.asset", "is empty, and no token is known on " + network);
        }
        Address asset = config.asset().isBlank()
                ? known.orElseThrow().usdc()
                : address("market.asset", config.asset().strip());
        return new SellerTerms(
                network,
                asset,
                domain(config, network, asset, known.filter(k -> k.usdc().equals(asset))),
                config.pay_to().isBlank()
                        ? Optional.empty()
                        : Optional.of(address("market.pay.to", config.pay_to().strip())),
                ChannelTerms.read(config));
    }

    private static Network network(String text) throws NotForSale {
        Optional<KnownNetwork> known = KnownNetwork.named(text);
        if (known.isPresent()) {
            return known.get().network();
        }
        try {
            return Network.parse(text);
        } catch (PaymentRefused e) {
            throw misconfigured(
                    "market.network",
                    "is '" + text + "': give base, base-sepolia, arbitrum-one, or eip155: and a chain id");
        }
    }

    private static Optional<ContractDomain> domain(
            MarketConfig config, Network network, Address asset, Optional<KnownNetwork> known) throws NotForSale {
        String name = config.asset_name().isBlank()
                ? known.map(KnownNetwork::domainName).orElse("")
                : config.asset_name();
        String version = config.asset_version().isBlank()
                ? known.map(KnownNetwork::domainVersion).orElse("")
                : config.asset_version();
        if (name.isEmpty() != version.isEmpty()) {
            throw misconfigured(
                    name.isEmpty() ? "market.asset.name" : "market.asset.version",
                    "is empty: give both name and version of the token's domain, or neither");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new ContractDomain(name, version, network, asset));
    }

    private static Address address(String key, String text) throws NotForSale {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw misconfigured(key, "is '" + text + "': give 0x and 40 hex digits");
        }
    }

    static NotForSale misconfigured(String key, String message) {
        return new NotForSale("market_misconfigured", key + " " + message);
    }
}
