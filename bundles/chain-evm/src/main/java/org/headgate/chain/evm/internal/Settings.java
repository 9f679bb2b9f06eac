package org.headgate.chain.evm.internal;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.feed.Dollars;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;

/** Reads the configuration. Fails with an {@link IllegalArgumentException} that says what is wrong, and shows no address of an endpoint. */
final class Settings {
    private static final int MOST_ENDPOINTS = 16;
    private static final Duration LAG = Duration.ofSeconds(60);

    private Settings() {}

    static Setup read(ChainEvm.Config config) {
        Network network = network(config.network());
        BatchSettlement canonical = BatchSettlement.canonical(network);
        List<URI> endpoints = endpoints(config);
        return new Setup(
                network,
                endpoints,
                seconds("rpc.timeout.seconds", config.rpc_timeout_seconds()),
                seconds("look.seconds", config.look_seconds()),
                new Limits(
                        new Fees(
                                gwei("gas.max.fee.gwei", config.gas_max_fee_gwei()),
                                gwei("gas.max.priority.gwei", config.gas_max_priority_gwei())),
                        BigInteger.valueOf(Math.max(0, config.gas_daily_max())),
                        seconds("settle.seconds", config.settle_seconds()),
                        seconds("stuck.seconds", config.stuck_seconds()),
                        Duration.ofMillis(Math.max(10, config.poll_ms())),
                        LAG,
                        share(config)),
                new BatchSettlement(
                        network,
                        address("settlement.address", config.settlement_address(), canonical.contract()),
                        address("collector.address", config.collector_address(), canonical.collector())),
                config.anchor_address().isBlank()
                        ? KnownNetworks.anchors(network).orElse(null)
                        : address("anchor.address", config.anchor_address(), canonical.contract()),
                OutsideSettings.read(config, endpoints.isEmpty()));
    }

    private static Network network(String text) {
        try {
            return Network.parse(text.strip());
        } catch (PaymentRefused e) {
            throw new IllegalArgumentException("network is '" + text + "': " + e.getMessage());
        }
    }

    private static List<URI> endpoints(ChainEvm.Config config) {
        List<URI> all = new ArrayList<>();
        if (!config.rpc_file().isBlank()) {
            try {
                for (String line : Files.readAllLines(Path.of(config.rpc_file().strip()))) {
                    if (!line.isBlank() && !line.startsWith("#")) {
                        all.add(endpoint(line, "rpc.file"));
                    }
                }
            } catch (IOException | InvalidPathException e) {
                throw new IllegalArgumentException("rpc.file, " + config.rpc_file() + ", cannot be read: "
                        + e.getClass().getSimpleName());
            }
        }
        for (String url : config.rpc_urls()) {
            if (!url.isBlank()) {
                all.add(endpoint(url, "rpc.urls"));
            }
        }
        if (all.size() > MOST_ENDPOINTS) {
            throw new IllegalArgumentException(
                    all.size() + " endpoints are configured, at most " + MOST_ENDPOINTS + " are asked");
        }
        return all;
    }

    /** What is wrong with it is not shown, for it may be a secret. */
    private static URI endpoint(String url, String key) {
        try {
            URI address = URI.create(url.strip());
            String scheme = String.valueOf(address.getScheme());
            if (address.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("an endpoint in " + key + " is no URL");
        }
        throw new IllegalArgumentException("an endpoint in " + key + " is not of the form https://host/path");
    }

    private static Address address(String key, String text, Address canonical) {
        try {
            return text.isBlank() ? canonical : Address.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage());
        }
    }

    private static BigInteger gwei(String key, String text) {
        try {
            BigInteger wei = new BigDecimal(text.strip()).movePointRight(9).toBigIntegerExact();
            if (wei.signum() >= 0 && wei.bitLength() < 63) {
                return wei;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(key + " is '" + text + "', it must be a number with 9 decimals at most");
        }
        throw new IllegalArgumentException(key + " is '" + text + "', which is out of range");
    }

    private static Budget.Share share(ChainEvm.Config config) {
        if (config.gas_income_percent() < 0 || config.gas_income_percent() > 100) {
            throw new IllegalArgumentException(
                    "gas.income.percent is " + config.gas_income_percent() + ", give 0 to 100");
        }
        try {
            long coin = Dollars.parse(config.gas_coin_dollars().strip());
            if (coin > 0) {
                return new Budget.Share(config.gas_income_percent(), BigInteger.valueOf(coin));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("gas.coin.dollars: " + e.getMessage());
        }
        throw new IllegalArgumentException("gas.coin.dollars is '" + config.gas_coin_dollars() + "', give more than 0");
    }

    static Duration seconds(String key, int seconds) {
        if (seconds < 1) {
            throw new IllegalArgumentException(key + " is " + seconds + ", the least is 1");
        }
        return Duration.ofSeconds(seconds);
    }
}
