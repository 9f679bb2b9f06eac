package org.headgate.market.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.feed.Feeds;
import org.headgate.api.market.EntitlementListener;
import org.headgate.api.market.Entitlements;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Delivery;
import org.headgate.api.market.Passes;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.market.internal.Ledger.Range;
import org.headgate.store.Database;
import org.headgate.store.Opening;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes that the operator grants, and what they entitle to. */
@Component(
        configurationPid = "market",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {Passes.class, Entitlements.class, Authenticator.class, PassMarket.class, StatusSource.class})
@Designate(ocd = MarketConfig.class)
public final class PassMarket implements Passes, Entitlements, Authenticator, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(PassMarket.class);

    private final MarketConfig config;
    private final Database database;
    private final LongSupplier clock;
    private final PassBook book;
    private final PassAuthenticator authenticator;
    private final SignInLimit limit;
    private final Expiry expiry;
    private final ScheduledFuture<?> housekeeping;
    private final List<EntitlementListener> listeners = new CopyOnWriteArrayList<>();
    private final Totals totals = new Totals();
    private final GapCredit gaps;
    private final ChannelBook channels;
    private final ChannelUse use;
    private final LargestRecords largest = new LargestRecords();
    private final Meter meter;
    private final Opening opening;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Feeds feeds;

    @Activate
    public PassMarket(@Reference Store store, @Reference ScheduledExecutorService scheduler, MarketConfig config) {
        this(store, scheduler, config, System::currentTimeMillis);
    }

    PassMarket(Store store, ScheduledExecutorService scheduler, MarketConfig config, LongSupplier clock) {
        this.config = config;
        this.clock = clock;
        database = store.precious();
        book = new PassBook(database, totals, this::watch);
        gaps = new GapCredit(book, () -> feeds);
        channels = new ChannelBook(database, totals);
        use = new ChannelUse(database, channels);
        meter = new Meter(channels, use, largest, () -> feeds, config, clock);
        limit = new SignInLimit(config.signin_failures(), config.signin_hosts());
        authenticator = new PassAuthenticator(book, limit, clock);
        expiry = new Expiry(scheduler, clock, this::ended);
        housekeeping = scheduler.scheduleWithFixedDelay(this::prune, 1, 24 * 60, TimeUnit.MINUTES);
        opening = new Opening("passes and ledger", scheduler, this::open);
        opening.begin();
    }

    @Deactivate
    void close() {
        opening.close();
        channels.book();
        housekeeping.cancel(false);
        expiry.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(EntitlementListener listener) {
        listeners.add(listener);
    }

    void unbindListener(EntitlementListener listener) {
        listeners.remove(listener);
    }

    @Override
    public CompletionStage<Granted> grant(String feed, String buyer, Duration duration) {
        try {
            ready();
            PassRules.check(feeds, feed, buyer, duration);
        } catch (PassRefused e) {
            return CompletableFuture.failedFuture(e);
        }
        String secret = Token.newSecret();
        long now = clock.getAsLong();
        StoredPass pass = new StoredPass(
                Token.newId(), Token.hash(secret), feed, buyer, now, now + duration.toMillis(), 0, 0, "");
        return book.grant(pass).thenApply(kept -> {
            tell(kept, "granted", "pass " + kept.id() + " was granted");
            return new Granted(kept.view(clock.getAsLong()), secret);
        });
    }

    @Override
    public CompletionStage<Boolean> revoke(String id, String reason) {
        String told = reason.isBlank() ? "no reason given" : reason.strip();
        return book.revoke(id, clock.getAsLong(), told.substring(0, Math.min(200, told.length())))
                .thenApply(revoked -> {
                    StoredPass pass = book.find(id);
                    if (revoked && pass != null) {
                        tell(pass, "pass_revoked", pass.reason());
                    }
                    return revoked;
                });
    }

    @Override
    public List<Pass> list() {
        long now = clock.getAsLong();
        return book.all().stream()
                .sorted(Comparator.comparingLong(StoredPass::from).reversed().thenComparing(StoredPass::id))
                .map(pass -> pass.view(now))
                .toList();
    }

    @Override
    public Entitlement check(String buyer, String feed) {
        if (Meter.serves(buyer)) {
            return meter.check(buyer, feed);
        }
        StoredPass pass = book.find(buyer);
        if (pass == null || !pass.feed().equals(feed)) {
            return new Entitlement.Refused("no_pass", "no pass for feed " + feed + ": see feeds/" + feed + "/offer");
        }
        if (pass.revoked()) {
            return new Entitlement.Refused("pass_revoked", pass.reason());
        }
        if (!pass.active(clock.getAsLong())) {
            return new Entitlement.Refused("pass_expired", "the pass ended at " + pass.until());
        }
        return new Entitlement.Granted(pass.until());
    }

    /**
     * The credit is the part of the pass's time in which the range was received, as {@link Feeds#span} tells it. Parts of the range that were credited
     * before are left out; where nothing tells the time, the gap is noted with no credit and counted.
     */
    @Override
    public CompletionStage<Void> gap(String buyer, String feed, long from, long to, String reason) {
        StoredPass pass = book.find(buyer);
        if (pass == null || !pass.feed().equals(feed) || pass.revoked() || from > to) {
            return CompletableFuture.completedFuture(null);
        }
        return gaps.note(pass, new Range(from, to), clock.getAsLong(), reason).thenAccept(done -> {
            StoredPass after = book.find(buyer);
            if (after != null && !pass.active(clock.getAsLong()) && after.active(clock.getAsLong())) {
                tell(after, "granted", "pass " + after.id() + " was extended for a gap");
            }
        });
    }

    @Override
    public CompletionStage<List<List<Charge>>> charge(List<Delivery> deliveries) {
        return meter.charge(deliveries);
    }

    @Override
    public Optional<Login> authenticate(Credentials credentials) {
        return authenticator.authenticate(credentials, opening.obstacle().isPresent());
    }

    @Override
    public String component() {
        return "market";
    }

    @Override
    public Report report() {
        long now = clock.getAsLong();
        Report.Builder report = Report.builder()
                .metric("market.passes", book.size())
                .metric("market.passes.max", config.passes_max())
                .metric(
                        "market.passes.active",
                        book.all().stream().filter(pass -> pass.active(now)).count())
                .metric("market.ledger.rows", totals.entries())
                .metric("market.signin.granted", authenticator.granted())
                .metric("market.signin.denied", authenticator.denied())
                .metric("market.signin.limited", limit.limited())
                .metric("market.signin.rows", limit.size())
                .metric("market.signin.dropped", limit.dropped());
        opening.obstacle()
                .ifPresent(broken -> report.problem(new Problem(
                        "books_unavailable",
                        "passes and ledger cannot be read (" + broken.code() + "): " + broken.getMessage(),
                        "look at what the store says; tried again every 10 s",
                        true)));
        gaps.report(report);
        use.report(report);
        return report.build();
    }

    private void open() throws StoreUnavailable {
        Books.prepare(database);
        book.open();
        channels.open();
        totals.load(database.read(Sums::read));
        use.open();
        long now = clock.getAsLong();
        book.all().stream().filter(pass -> pass.active(now)).forEach(this::watch);
    }

    PassBook book() {
        return book;
    }

    ChannelBook channels() {
        return channels;
    }

    LargestRecords largest() {
        return largest;
    }

    /** More was signed for: delivery that stopped goes on. @param client who paid; null where that is not known */
    void credited(StoredChannel channel, @Nullable String client, String feed) {
        String buyer = channel.config().voucherSigner().toString();
        if (client != null) {
            use.paid(buyer, client, feed, channel.id());
        }
        tell(buyer, feed, "credit", "a voucher was taken");
    }

    /** @param held as {@link Meter#holdUp} wants it */
    void holdUp(BooleanSupplier held) {
        meter.holdUp(held);
    }

    Totals totals() {
        return totals;
    }

    /** @throws PassRefused {@code books_unavailable} */
    void readable() throws PassRefused {
        PassRules.readable(opening.obstacle().orElse(null));
    }

    /** @throws PassRefused {@code books_unavailable}, {@code passes_full} */
    void ready() throws PassRefused {
        readable();
        PassRules.room(book.size(), config.passes_max());
    }

    private void watch(StoredPass pass) {
        if (!pass.revoked()) {
            expiry.watch(pass.id(), pass.until());
        }
    }

    private void ended(String id) {
        StoredPass pass = book.find(id);
        if (pass != null && !pass.revoked() && !pass.active(clock.getAsLong())) {
            tell(pass, "pass_expired", "the pass ended at " + pass.until());
        }
    }

    void tell(StoredPass pass, String code, String reason) {
        tell(pass.id(), pass.feed(), code, reason);
    }

    private void tell(String buyer, String feed, String code, String reason) {
        for (EntitlementListener listener : listeners) {
            try {
                listener.entitlementChanged(buyer, feed, code, reason);
            } catch (RuntimeException e) {
                LOG.error("A listener failed when it was told of buyer {}", buyer, e);
            }
        }
    }

    void prune() {
        if (opening.obstacle().isEmpty()) {
            long now = clock.getAsLong();
            long ledgerKept = now - TimeUnit.DAYS.toMillis(config.ledger_keep_days());
            book.prune(now - TimeUnit.DAYS.toMillis(config.passes_keep_days()), ledgerKept);
            channels.prune(ledgerKept);
            database.<Integer>write(connection -> {
                ChannelUse.prune(connection);
                return 0;
            });
        }
    }
}
