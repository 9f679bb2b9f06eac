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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.feed.Feeds;
import org.headgate.api.market.EntitlementListener;
import org.headgate.api.market.Entitlements;
import org.headgate.api.market.Passes;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.market.internal.Ledger.Range;
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
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes that the operator grants, and what they entitle to. */
@Component(
        configurationPid = "market",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {Passes.class, Entitlements.class, Authenticator.class, StatusSource.class})
@Designate(ocd = PassMarket.Config.class)
public final class PassMarket implements Passes, Entitlements, Authenticator, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(PassMarket.class);

    @ObjectClassDefinition(name = "Market", description = "Passes, sign-in of buyers, the ledger.")
    @interface Config {
        @AttributeDefinition(name = "Passes", description = "How many passes are kept at most, ended ones included.")
        int passes_max() default 10_000;

        @AttributeDefinition(
                name = "Days a pass is kept after its end",
                description = "Then it is forgotten; its rows in the ledger stay.")
        int passes_keep_days() default 90;

        @AttributeDefinition(name = "Days the ledger is kept", description = "Older rows are deleted.")
        int ledger_keep_days() default 4_000;

        @AttributeDefinition(
                name = "Failed sign-ins",
                description =
                        "How often one pass may fail to sign in from one host in a minute; a host may fail ten times as often.")
        int signin_failures() default 10;

        @AttributeDefinition(name = "Hosts remembered", description = "Rows of the table of failed sign-ins.")
        int signin_hosts() default 4_096;
    }

    private final Config config;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier clock;
    private final PassBook book;
    private final PassAuthenticator authenticator;
    private final SignInLimit limit;
    private final Expiry expiry;
    private final ScheduledFuture<?> housekeeping;
    private final List<EntitlementListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong uncredited = new AtomicLong();
    private final AtomicLong creditedMillis = new AtomicLong();
    private volatile @Nullable StoreUnavailable obstacle;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Feeds feeds;

    @Activate
    public PassMarket(@Reference Store store, @Reference ScheduledExecutorService scheduler, Config config) {
        this(store, scheduler, config, System::currentTimeMillis);
    }

    PassMarket(Store store, ScheduledExecutorService scheduler, Config config, LongSupplier clock) {
        this.config = config;
        this.scheduler = scheduler;
        this.clock = clock;
        book = new PassBook(store.precious(), this::watch);
        limit = new SignInLimit(config.signin_failures(), config.signin_hosts());
        authenticator = new PassAuthenticator(book, limit, clock);
        expiry = new Expiry(scheduler, clock, this::ended);
        housekeeping = scheduler.scheduleWithFixedDelay(this::prune, 1, 24 * 60, TimeUnit.MINUTES);
        open();
    }

    @Deactivate
    void close() {
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
        Optional<PassRefused> refusal = refusal(feed, buyer, duration);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
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
        gaps.incrementAndGet();
        boolean credited = !"replay".equals(reason);
        return book.gap(pass, new Range(from, to), clock.getAsLong(), reason, part -> credited ? worth(pass, part) : 0)
                .thenAccept(done -> {
                    StoredPass after = book.find(buyer);
                    if (after != null && !pass.active(clock.getAsLong()) && after.active(clock.getAsLong())) {
                        tell(after, "granted", "pass " + after.id() + " was extended for a gap");
                    }
                });
    }

    @Override
    public Optional<Login> authenticate(Credentials credentials) {
        return authenticator.authenticate(credentials, obstacle != null);
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
                .metric("market.ledger.rows", book.ledgerRows())
                .metric("market.gaps", gaps.get())
                .metric("market.gaps.uncredited", uncredited.get())
                .metric("market.gaps.credited.millis", creditedMillis.get())
                .metric("market.signin.granted", authenticator.granted())
                .metric("market.signin.denied", authenticator.denied())
                .metric("market.signin.limited", limit.limited())
                .metric("market.signin.rows", limit.size())
                .metric("market.signin.dropped", limit.dropped());
        StoreUnavailable broken = obstacle;
        if (broken != null) {
            report.problem(new Problem(
                    "books_unavailable",
                    "passes and ledger cannot be read (" + broken.code() + "): " + broken.getMessage(),
                    "look at what the store says; tried again every 10 s",
                    true));
        }
        if (uncredited.get() > 0) {
            report.problem(new Problem(
                    "gap_not_credited",
                    uncredited.get() + " gaps were noted without credit: no sealed batch tells their time",
                    "look for kind 'gap' with 0 millis in the ledger, and grant time by hand where it is due",
                    false));
        }
        return report.build();
    }

    private void open() {
        try {
            book.open();
            obstacle = null;
            long now = clock.getAsLong();
            book.all().stream().filter(pass -> pass.active(now)).forEach(this::watch);
        } catch (StoreUnavailable e) {
            obstacle = e;
            LOG.warn("Passes and ledger cannot be read: {}", e.getMessage());
            scheduler.schedule(() -> CompletableFuture.runAsync(this::open), 10, TimeUnit.SECONDS);
        }
    }

    private Optional<PassRefused> refusal(String feed, String buyer, Duration duration) {
        Feeds known = feeds;
        StoreUnavailable broken = obstacle;
        if (broken != null) {
            return refuse("books_unavailable", broken.getMessage() + "; look at the status of the store");
        }
        if (known != null ? known.find(feed).isEmpty() : !feed.matches("[a-z0-9-]{1,64}")) {
            return refuse("feed_unknown", "there is no feed " + feed + ": 'feed list' shows those there are");
        }
        if (buyer.isBlank() || buyer.length() > 64 || buyer.chars().anyMatch(Character::isISOControl)) {
            return refuse(
                    "buyer_invalid",
                    "the buyer's name has " + buyer.length() + " characters: give 1 to 64 printable ones");
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(Duration.ofDays(3_660)) > 0) {
            return refuse(
                    "duration_out_of_range",
                    "a pass lasts 1 second to 3660 days, not " + duration + ": for example 30d");
        }
        if (book.size() >= config.passes_max()) {
            return refuse(
                    "passes_full",
                    "there are " + book.size() + " passes, market.passes.max is " + config.passes_max()
                            + ": raise it, or lower market.passes.keep.days");
        }
        return Optional.empty();
    }

    private static Optional<PassRefused> refuse(String code, String message) {
        return Optional.of(new PassRefused(code, message));
    }

    private long worth(StoredPass pass, Range part) {
        Feeds known = feeds;
        Optional<Feeds.Span> span = known == null ? Optional.empty() : known.span(pass.feed(), part.from(), part.to());
        if (span.isEmpty()) {
            uncredited.incrementAndGet();
            return 0;
        }
        long start = Math.max(span.get().start(), pass.from());
        long end = Math.min(span.get().end(), pass.until());
        long millis = Math.max(0, end - start);
        creditedMillis.addAndGet(millis);
        return millis;
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

    private void tell(StoredPass pass, String code, String reason) {
        for (EntitlementListener listener : listeners) {
            try {
                listener.entitlementChanged(pass.id(), pass.feed(), code, reason);
            } catch (RuntimeException e) {
                LOG.error("A listener failed when it was told of pass {}", pass.id(), e);
            }
        }
    }

    private void prune() {
        if (obstacle == null) {
            long now = clock.getAsLong();
            book.prune(
                    now - TimeUnit.DAYS.toMillis(config.passes_keep_days()),
                    now - TimeUnit.DAYS.toMillis(config.ledger_keep_days()));
        }
    }
}
