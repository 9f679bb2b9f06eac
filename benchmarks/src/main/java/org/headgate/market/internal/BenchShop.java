package org.headgate.market.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.feed.Tariff;
import org.headgate.api.message.Trust;
import org.headgate.market.Sales.NotForSale;
import org.headgate.proof.Secp256k1;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.internal.H2Store;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.PaymentChain;

/** The market as a gateway has it, on its own database, with one feed and no transport. */
final class BenchShop implements AutoCloseable {
    static final String FEED = "bench";
    static final String URL = "mqtt://gateway/feeds/bench/records";
    static final Network NETWORK = new Network(31_337);
    static final BatchSettlement CONTRACT = BatchSettlement.canonical(NETWORK);
    private static final byte[] SELLER_KEY = filled(9).bytes();
    static final Address SELLER = Secp256k1.address(SELLER_KEY);
    private static final int PATIENCE_SECONDS = 30;

    final H2Store store;
    final PassMarket market;
    final X402Sales sales;
    final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    final ContractDomain token;

    /** @param record price of a record, in millionths of a dollar @param settings of the market, beside network and asset */
    BenchShop(Path data, Address dollar, long record, Map<String, Object> settings) throws StoreUnavailable {
        token = new ContractDomain("USDC", "2", NETWORK, dollar);
        store = H2Store.open(data);
        MarketConfig config = config(dollar, settings);
        market = new PassMarket(store, scheduler, config);
        sales = new X402Sales(market, store, scheduler, config);
        Feeds feeds = feeds(new Tariff(0, 0, record, 0));
        market.feeds = feeds;
        sales.feeds = feeds;
        sales.signer = signer();
    }

    /** Sells on this chain; returns once the token's domain is known. */
    void sellOn(PaymentChain chain) throws InterruptedException {
        sales.bindChain(chain);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                offer(VoucherRule.CREDIT);
                return;
            } catch (NotForSale e) {
                if (System.nanoTime() - until > 0) {
                    throw new IllegalStateException("the shop does not open: " + e.getMessage(), e);
                }
                sales.round().toCompletableFuture().join();
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    PaymentRequired offer(VoucherRule rule) throws NotForSale {
        return sales.recordsOffer(FEED, URL, rule);
    }

    /** Of a payer who signs for himself. */
    static ChannelConfig channel(Address payer, Address dollar, int salt) {
        return new ChannelConfig(payer, payer, SELLER, SELLER, dollar, TimeUnit.DAYS.toSeconds(7), filled(salt));
    }

    static Hash filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 1);
        bytes[30] = (byte) (with >> 8);
        bytes[31] = (byte) with;
        return Hash.of(bytes);
    }

    static Signer signer() {
        return new Signer() {
            @Override
            public Address address() {
                return SELLER;
            }

            @Override
            public byte[] sign(Hash digest) {
                return Secp256k1.sign(SELLER_KEY, digest);
            }
        };
    }

    /** A chain on which each channel holds a thousand dollars. */
    static PaymentChain standing(ContractDomain token) {
        BigInteger balance = BigInteger.valueOf(1_000_000_000);
        return (PaymentChain) Proxy.newProxyInstance(
                PaymentChain.class.getClassLoader(),
                new Class<?>[] {PaymentChain.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "network" -> token.network();
                    case "view" -> new PaymentChain.View(1, System.currentTimeMillis(), Optional.empty());
                    case "domain" -> CompletableFuture.completedFuture(token);
                    case "channel" ->
                        CompletableFuture.completedFuture(new PaymentChain.Channel(
                                balance, BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.ZERO, 1));
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> "a standing chain";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static MarketConfig config(Address dollar, Map<String, Object> settings) {
        return (MarketConfig) Proxy.newProxyInstance(
                MarketConfig.class.getClassLoader(),
                new Class<?>[] {MarketConfig.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "annotationType" -> MarketConfig.class.asSubclass(Annotation.class);
                    case "network" -> NETWORK.toString();
                    case "asset" -> dollar.toString();
                    default -> settings.getOrDefault(method.getName().replace('_', '.'), method.getDefaultValue());
                });
    }

    private static Feeds feeds(Tariff tariff) {
        FeedDefinition definition = new FeedDefinition(
                FEED,
                "Benchmark",
                1,
                List.of(),
                List.of(),
                List.of(),
                Trust.TRANSPORT,
                List.of(),
                0,
                -1,
                FeedDefinition.Identity.KEEP,
                24,
                3_600,
                tariff);
        FeedState state = new FeedState(definition, 0, 0, 0, "{}");
        return (Feeds) Proxy.newProxyInstance(
                Feeds.class.getClassLoader(),
                new Class<?>[] {Feeds.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "list" -> List.of(state);
                    case "find" -> FEED.equals(arguments[0]) ? Optional.of(state) : Optional.empty();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public void close() {
        sales.close();
        market.close();
        scheduler.shutdownNow();
        store.close();
    }
}
