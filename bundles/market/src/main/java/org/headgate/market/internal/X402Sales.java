package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.market.Passes.PassRefused;
import org.headgate.api.market.PaymentMeans;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.market.Sales;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.Income;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sale for payments: finds what it takes to sell a feed now, and leaves the selling to the schemes. */
@Component(
        configurationPid = "market",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {Sales.class, X402Sales.class, StatusSource.class})
public final class X402Sales implements Sales, PaymentMeans, Income, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(X402Sales.class);
    private static final long ROUND_SECONDS = 10;
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final PassMarket market;
    private final SaleBook book;
    private final PassSales passes;
    private final ChannelSales records;
    private final Exposure exposure;
    private final ClaimRound claims;
    private final LongSupplier clock;
    private final @Nullable SellerTerms terms;
    private final @Nullable TokenCheck token;
    private final @Nullable NotForSale misconfigured;
    private final Map<Network, PaymentChain> chains = new ConcurrentHashMap<>();
    private final Till till;
    private final ScheduledFuture<?> rounds;
    private volatile boolean closed;
    /** The round that began when a chain came. */
    volatile CompletionStage<Void> first = DONE;

    private @Nullable ServiceRegistration<?> registration;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Feeds feeds;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Signer signer;

    @Activate
    public X402Sales(
            @Reference PassMarket market,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler,
            MarketConfig config) {
        this(market, store, scheduler, config, System::currentTimeMillis);
    }

    X402Sales(
            PassMarket market,
            Store store,
            ScheduledExecutorService scheduler,
            MarketConfig config,
            LongSupplier clock) {
        this.market = market;
        this.clock = clock;
        till = new Till(market);
        book = new SaleBook(store.precious());
        passes = new PassSales(market, book, TimeUnit.DAYS.toSeconds(config.history_days()), clock);
        ChannelView view = new ChannelView(market.channels(), clock);
        exposure = new Exposure(market.channels(), clock);
        GivingBack back = new GivingBack(market.channels(), view, clock);
        records = new ChannelSales(market, view, exposure, back, clock);
        market.holdUp(this::exposed);
        claims = new ClaimRound(market.channels(), view, back, market.totals(), clock);
        SellerTerms read = null;
        NotForSale wrong = null;
        try {
            read = SellerTerms.read(config);
        } catch (NotForSale e) {
            wrong = e;
        }
        terms = read;
        token = read == null ? null : new TokenCheck(read);
        misconfigured = wrong;
        rounds = scheduler.scheduleWithFixedDelay(
                () -> CompletableFuture.runAsync(this::round), ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
    }

    /** Not by its component: it wants the feeds and the chain, and they want it. */
    @Activate
    void register(BundleContext context) {
        String[] services = {PaymentMeans.class.getName(), Income.class.getName()};
        registration = context.registerService(services, this, null);
    }

    @Deactivate
    void close() {
        closed = true;
        ServiceRegistration<?> registered = registration;
        if (registered != null) {
            registered.unregister();
        }
        rounds.cancel(false);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindChain(PaymentChain chain) {
        chains.put(chain.network(), chain);
        first = CompletableFuture.supplyAsync(this::round).thenCompose(Function.identity());
    }

    void unbindChain(PaymentChain chain) {
        chains.remove(chain.network(), chain);
    }

    @Override
    public PaymentRequired passTerms(String feed, String url) throws NotForSale {
        return passes.terms(trade(feed, url));
    }

    @Override
    public PaymentRequired passOffer(String feed, String url) throws NotForSale {
        return passes.offer(trade(feed, url));
    }

    @Override
    public CompletionStage<Sale> buyPass(String feed, String url, PaymentPayload payment) {
        return till.take(() -> passes.buy(trade(feed, url), payment, false));
    }

    @Override
    public CompletionStage<Sale> buyOwnPass(String feed, String url, PaymentPayload payment) {
        return till.take(() -> passes.buy(trade(feed, url), payment, true));
    }

    @Override
    public PaymentRequired historyTerms(String feed, String url, HistoryRange range) throws NotForSale {
        return passes.terms(trade(feed, url, range));
    }

    @Override
    public PaymentRequired historyOffer(String feed, String url, HistoryRange range) throws NotForSale {
        return passes.offer(trade(feed, url, range));
    }

    @Override
    public CompletionStage<Sale> buyHistory(String feed, String url, PaymentPayload payment, HistoryRange range) {
        return till.take(() -> passes.buy(trade(feed, url, range), payment, false));
    }

    @Override
    public CompletionStage<@Nullable BoughtHistory> history(String id, String token) {
        Signer key = signer;
        return key == null
                ? CompletableFuture.failedFuture(new NotForSale(
                        "signer_missing", "the gateway's key is not there, so that nobody can be told from another"))
                : book.history(id).thenApply(sale -> {
                    BoughtHistory bought = sale == null ? null : HistoryGoods.of(sale, key);
                    return bought != null && Token.same(bought.token(), token) ? bought : null;
                });
    }

    @Override
    public PaymentRequired recordsOffer(String feed, String url, VoucherRule rule) throws NotForSale {
        return records.offer(trade(feed, url), rule);
    }

    @Override
    public CompletionStage<Sale> pay(String feed, String url, PaymentPayload payment, VoucherRule rule, List<Due> due) {
        return till.take(() -> records.pay(trade(feed, url), payment, rule, null, due));
    }

    @Override
    public CompletionStage<Sale> pay(String client, String feed, String url, PaymentPayload payment) {
        return till.take(() -> records.pay(trade(feed, url), payment, VoucherRule.CREDIT, client, List.of()));
    }

    @Override
    public boolean keeps(Hash channelId) {
        return market.channels().find(channelId) != null;
    }

    @Override
    public Holdings holdings(Address wallet) throws NotForSale {
        try {
            market.readable();
        } catch (PassRefused e) {
            throw new NotForSale(e.code(), String.valueOf(e.getMessage()));
        }
        return Wallet.of(wallet, market.book(), market.channels(), key(), clock.getAsLong());
    }

    @Override
    public int recordsARequest() {
        SellerTerms paid = terms;
        return paid == null ? 0 : paid.channels().requestRecords();
    }

    /** Whether as much is charged and not claimed as may be while the chain cannot be seen: for what was signed before it went away, too. */
    private boolean exposed() {
        SellerTerms paid = terms;
        return paid != null && exposure.full(paid.channels(), chains.get(paid.network()), clock.getAsLong());
    }

    @Override
    public Optional<Means> means() {
        return Optional.ofNullable(terms)
                .map(paid -> new Means(paid.network().toString(), paid.asset().toString(), "USD"));
    }

    @Override
    public Optional<BigInteger> earned(Network network) {
        return Optional.ofNullable(terms)
                .filter(paid -> paid.network().equals(network))
                .map(paid -> Asset.token(network, paid.asset()))
                .map(asset -> market.totals()
                        .amount("sale", asset)
                        .add(market.totals().amount("charge", asset)));
    }

    @Override
    public String component() {
        return "market";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        till.report(report);
        SellerTerms paid = terms;
        if (paid != null) {
            new Takings(paid, market.totals(), market.channels(), exposure)
                    .report(report, chains.get(paid.network()), clock.getAsLong());
        }
        Feeds known = feeds;
        if (known != null) {
            if (paid != null) {
                market.largest().report(report, known.list(), paid.channels());
            }
            Priced.of(known).ifPresent(feed -> Priced.report(report, () -> trade(feed, "/")));
        }
        claims.report(report);
        records.report(report);
        return report.build();
    }

    Standing standing() {
        SellerTerms paid = terms;
        return new Standing(
                paid, paid == null ? null : chains.get(paid.network()), claims, exposure, clock.getAsLong());
    }

    private Trade trade(String feed, String url) throws NotForSale {
        return trade(feed, url, null);
    }

    private Trade trade(String feed, String url, @Nullable HistoryRange range) throws NotForSale {
        SellerTerms paid = terms;
        TokenCheck checked = token;
        if (paid == null || checked == null) {
            throw misconfigured == null ? new NotForSale("market_misconfigured", "no terms") : misconfigured;
        }
        Feeds known = feeds;
        FeedDefinition definition = (known == null ? Optional.<FeedState>empty() : known.find(feed))
                .map(FeedState::definition)
                .orElseThrow(() -> new NotForSale("feed_unknown", "there is no feed " + feed));
        return new Trade(definition, url, paid, checked.require(), key(), chains.get(paid.network()), range);
    }

    private Signer key() throws NotForSale {
        Signer key = signer;
        if (key == null) {
            throw new NotForSale("signer_missing", "the gateway's key is not there, so that nothing can be signed");
        }
        return key;
    }

    /** Asks what the chain has not told yet, goes on with payments that have no pass yet, and claims what is due. Blocks for the books; completes when all of it was tried. */
    CompletionStage<Void> round() {
        Signer key = signer;
        SellerTerms paid = terms;
        PaymentChain chain = paid == null ? null : chains.get(paid.network());
        if (closed || paid == null || chain == null || token == null) {
            return DONE;
        }
        token.ask(chain);
        if (key == null) {
            return DONE;
        }
        try {
            market.readable();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (PaymentChain its : chains.values()) {
                for (SaleRow sale : book.open(its.network(), Till.MOST_AT_ONCE)) {
                    all.add(tried(passes.resume(sale, its, key, token.of(sale)), "payment " + sale.id()));
                }
            }
            all.add(tried(claims.run(paid, chain, paid.payTo().orElseGet(key::address)), "claims"));
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        } catch (PassRefused | StoreUnavailable e) {
            LOG.debug("Payments without a pass cannot be looked at: {}", e.getMessage());
            return DONE;
        }
    }

    private static CompletableFuture<?> tried(CompletionStage<?> stage, String what) {
        return stage.handle((done, failure) -> {
                    if (failure != null) {
                        LOG.debug("The {} wait on: {}", what, String.valueOf(Failures.cause(failure)));
                    }
                    return done;
                })
                .toCompletableFuture();
    }
}
