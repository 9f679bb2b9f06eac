package org.headgate.market.internal;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Tariff;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Delivery;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.message.Trust;
import org.headgate.proof.Secp256k1;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.internal.H2Store;
import org.headgate.x402.Authorization;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentIdentifier;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.jspecify.annotations.Nullable;

/** A seller with one feed, his chain, and buyers with keys; can be dropped and opened again on the same files. */
final class Shop implements AutoCloseable {
    static final String FEED = "greenhouse";
    static final String URL = "https://gateway.example/feeds/greenhouse/passes";
    static final long START = 1_800_000_000_000L;
    static final Network NETWORK = new Network(84_532);
    static final ContractDomain TOKEN = new ContractDomain("USDC", "2", NETWORK, KnownNetwork.BASE_SEPOLIA.usdc());
    static final byte[] SELLER_KEY = filled(9).bytes();
    static final byte[] BUYER_KEY = filled(7).bytes();
    static final Address BUYER = Secp256k1.address(BUYER_KEY);

    final AtomicLong now = new AtomicLong(START);
    final TestChain chain = new TestChain(TOKEN);
    Tariff tariff = new Tariff(2_500_000, 2_592_000, 100, 50);
    H2Store store;
    PassMarket market;
    X402Sales sales;

    private final Path data;
    Object[] config;
    private ScheduledExecutorService scheduler;

    Shop(Path data, Object... config) throws StoreUnavailable {
        this.data = data;
        this.config = config.length == 0 ? new Object[] {"network", "base-sepolia"} : config;
        chain.balances.put(BUYER, BigInteger.valueOf(100_000_000));
        open();
    }

    /** What a gateway does at start. */
    void open() throws StoreUnavailable {
        scheduler = new OnDemand();
        store = H2Store.open(data);
        MarketConfig settings = TestConfig.of(config);
        market = new PassMarket(store, scheduler, settings, now::get);
        sales = new X402Sales(market, store, scheduler, settings, now::get);
        sales.feeds = feeds();
        sales.signer = signer(SELLER_KEY);
        market.feeds = sales.feeds;
    }

    /** Drops all that is in memory, closing nothing but the files. */
    void die() throws InterruptedException {
        scheduler.shutdownNow();
        scheduler.awaitTermination(1, TimeUnit.MINUTES);
        store.close();
    }

    /** Returns once the round that this begins is over, so that it is not in the way of the test's clock. */
    void sell() {
        sales.bindChain(chain);
        sales.first.toCompletableFuture().join();
    }

    /** Rounds are the tests' own: none comes by itself while a test has moved the clock. */
    private static final class OnDemand extends ScheduledThreadPoolExecutor {
        OnDemand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            return super.scheduleWithFixedDelay(task, 1, 1, TimeUnit.DAYS);
        }
    }

    @Override
    public void close() {
        sales.close();
        market.close();
        scheduler.shutdownNow();
        store.close();
    }

    CompletionStage<List<Charge>> charge(String buyer, String feed, List<Due> records) {
        return charge(buyer, null, feed, records);
    }

    CompletionStage<List<Charge>> charge(String buyer, @Nullable String client, String feed, List<Due> records) {
        return market.charge(List.of(new Delivery(buyer, client, feed, records)))
                .thenApply(paid -> paid.get(0));
    }

    static Hash filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return Hash.of(bytes);
    }

    static Signer signer(byte[] key) {
        return new Signer() {
            @Override
            public Address address() {
                return Secp256k1.address(key);
            }

            @Override
            public byte[] sign(Hash digest) {
                return Secp256k1.sign(key, digest);
            }
        };
    }

    PaymentRequired offer() throws Exception {
        return sales.passOffer(FEED, URL);
    }

    /** What a buyer pays for a pass with. */
    PaymentPayload payment(PaymentRequired offer, int nonce) {
        PaymentRequirements way = offer.accepts().get(0);
        return payment(offer, authorization(way, nonce), TOKEN);
    }

    Authorization authorization(PaymentRequirements way, int nonce) {
        long seconds = now.get() / 1_000;
        return new Authorization(
                BUYER,
                way.payTo(),
                way.amount(),
                BigInteger.valueOf(seconds - 5),
                BigInteger.valueOf(seconds + way.maxTimeoutSeconds()),
                filled(nonce));
    }

    static PaymentPayload payment(PaymentRequired offer, Authorization authorization, ContractDomain token) {
        return payment(
                offer, ExactPayment.of(authorization, Secp256k1.sign(BUYER_KEY, authorization.transferDigest(token))));
    }

    static PaymentPayload payment(PaymentRequired offer, ExactPayment exact) {
        return new PaymentPayload(offer.resource(), offer.accepts().get(0), exact.payload(), offer.extensions());
    }

    static PaymentPayload named(PaymentPayload payment, String identifier) {
        var extensions = payment.extensions().deepCopy();
        extensions.withObject("/" + PaymentIdentifier.NAME).withObject("/info").put("id", identifier);
        return new PaymentPayload(payment.resource(), payment.accepted(), payment.payload(), extensions);
    }

    private Feeds feeds() {
        return new Feeds() {
            @Override
            public List<FeedState> list() {
                return List.of(state());
            }

            @Override
            public Optional<FeedState> find(String id) {
                return id.equals(FEED) ? Optional.of(state()) : Optional.empty();
            }

            @Override
            public String catalog() {
                return "[]";
            }

            @Override
            public CompletionStage<FeedState> put(FeedDefinition definition) {
                return CompletableFuture.completedFuture(state());
            }

            @Override
            public CompletionStage<Boolean> remove(String id) {
                return CompletableFuture.completedFuture(false);
            }

            @Override
            public Optional<Span> span(String id, long from, long to) {
                return Optional.empty();
            }

            private FeedState state() {
                FeedDefinition definition = new FeedDefinition(
                        FEED,
                        "My greenhouse",
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
                return new FeedState(definition, START, 0, 0, "{}");
            }
        };
    }
}
