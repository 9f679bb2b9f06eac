package org.headgate.feeds.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SealListener;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.feed.Feeds;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalListener;
import org.headgate.api.market.PaymentMeans;
import org.headgate.api.market.PaymentMeans.Means;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopicsListener;
import org.headgate.api.topic.TopicPublisher;
import org.headgate.feeds.internal.Places.Place;
import org.headgate.store.Store;
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

/** What is for sale. */
@Component(
        configurationPid = "feeds",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {Feeds.class, GatewayFeeds.class, JournalListener.class, SealListener.class, StatusSource.class})
@Designate(ocd = GatewayFeeds.Config.class)
public final class GatewayFeeds implements Feeds, JournalListener, SealListener, StatusSource {

    @ObjectClassDefinition(name = "feeds", description = "What is for sale.")
    @interface Config {
        @AttributeDefinition(name = "max", description = "How many feeds there may be.")
        int max() default 64;

        @AttributeDefinition(
                name = "tail.mib",
                description =
                        "Encoded records kept in memory for all buyers, in MiB; half for records as they are, half for rows of derived feeds.")
        int tail_mib() default 2;

        @AttributeDefinition(
                name = "proofs.mib",
                description = "Proof documents kept in memory for all buyers, in MiB.")
        int proofs_mib() default 2;

        @AttributeDefinition(
                name = "rows.mib",
                description = "Rows of derived feeds kept on disk, all together, in MiB.")
        int rows_mib() default 128;

        @AttributeDefinition(
                name = "windows.kib",
                description =
                        "Open windows of one feed, in KiB; a device and quantity beyond it is left out and counted.")
        int windows_kib() default 2_048;

        @AttributeDefinition(
                name = "grace.seconds",
                description =
                        "How long after its end a window waits for late data, and how far ahead of its receive time a record may be.")
        int grace_seconds() default 30;

        @AttributeDefinition(
                name = "linger.ms",
                description = "How long new rows of derived feeds wait for company, in milliseconds: one sync for all.")
        int linger_ms() default 250;

        @AttributeDefinition(
                name = "refresh.seconds",
                description =
                        "At most this often are offers published of which only liveness and quality differ; each is a write to disk.")
        int refresh_seconds() default 300;

        @AttributeDefinition(
                name = "offer.valid.hours",
                description = "How long an offer holds from when it was signed.")
        int offer_valid_hours() default 24;

        @AttributeDefinition(
                name = "chain.days",
                description = "How long the signed batches of derived feeds are kept.")
        int chain_days() default 30;

        @AttributeDefinition(
                name = "place.lat",
                description =
                        "Where the gateway is, in degrees north (WGS 84): the place of records that tell none. Empty: nowhere.")
        String place_lat() default "";

        @AttributeDefinition(name = "place.lon", description = "Degrees east, as place.lat.")
        String place_lon() default "";
    }

    private final House house;
    private final Keeper keeper;
    private final List<DurableTopicsListener> listeners = new CopyOnWriteArrayList<>();

    private volatile @Nullable Batches batches;
    private volatile @Nullable Signer signer;
    private volatile @Nullable TopicPublisher publisher;
    private volatile @Nullable PaymentMeans payments;

    @Activate
    public GatewayFeeds(
            @Reference Journal journal,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler,
            Config config) {
        this(journal, store, scheduler, config, System::currentTimeMillis);
    }

    GatewayFeeds(Journal journal, Store store, ScheduledExecutorService scheduler, Config config, LongSupplier clock) {
        Places places = new Places(place(config));
        house = new House(journal, store, limits(config), places, () -> batches, () -> signer);
        Announcer announcer = new Announcer(
                () -> publisher,
                () -> signer,
                this::means,
                config.grace_seconds(),
                TimeUnit.SECONDS.toMillis(Math.max(10, config.refresh_seconds())),
                TimeUnit.HOURS.toMillis(config.offer_valid_hours()));
        keeper = new Keeper(journal, house, announcer, places, clock, config.linger_ms(), scheduler, new Keeper.News() {
            @Override
            public void advanced() {
                listeners.forEach(DurableTopicsListener::advanced);
            }

            @Override
            public void topicsChanged() {
                listeners.forEach(DurableTopicsListener::topicsChanged);
            }
        });
        keeper.start();
    }

    @Deactivate
    void close() {
        keeper.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(DurableTopicsListener listener) {
        listeners.add(listener);
    }

    void unbindListener(DurableTopicsListener listener) {
        listeners.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBatches(Batches bound) {
        batches = bound;
        keeper.wake();
    }

    void unbindBatches(Batches gone) {
        batches = batches == gone ? null : batches;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSigner(Signer bound) {
        signer = bound;
        keeper.announceAgain(false);
    }

    void unbindSigner(Signer gone) {
        signer = signer == gone ? null : signer;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPublisher(TopicPublisher bound) {
        publisher = bound;
        keeper.announceAgain(true);
    }

    void unbindPublisher(TopicPublisher gone) {
        publisher = publisher == gone ? null : publisher;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPayments(PaymentMeans bound) {
        payments = bound;
        keeper.announceAgain(false);
    }

    void unbindPayments(PaymentMeans gone) {
        payments = payments == gone ? null : payments;
        keeper.announceAgain(false);
    }

    @Override
    public List<FeedState> list() {
        return house.feeds().stream().map(this::state).toList();
    }

    @Override
    public Optional<FeedState> find(String id) {
        return Optional.ofNullable(house.find(id)).map(this::state);
    }

    @Override
    public String catalog() {
        return keeper.catalog();
    }

    @Override
    public CompletionStage<FeedState> put(FeedDefinition definition) {
        return keeper.submit(() -> state(keeper.put(definition)));
    }

    @Override
    public CompletionStage<Boolean> remove(String id) {
        return keeper.submit(() -> keeper.remove(id));
    }

    @Override
    public Optional<Span> span(String id, long from, long to) {
        RunningFeed feed = house.find(id);
        if (feed == null) {
            return Optional.empty();
        }
        return feed.derived() == null
                ? house.sealed().span(from, to)
                : house.chain().span(id, from, to);
    }

    @Override
    public Optional<FeedHistory> history(String id) {
        return Optional.ofNullable(house.find(id)).map(RunningFeed::history);
    }

    Map<String, DurableTopic> topics() {
        return house.topics();
    }

    @Override
    public void committed(long next) {
        keeper.committed();
    }

    @Override
    public void sealed(SignedHeader header) {
        house.sealed().sealed(header.header());
        keeper.wake();
        listeners.forEach(DurableTopicsListener::advanced);
    }

    @Override
    public String component() {
        return "feeds";
    }

    @Override
    public Report report() {
        return keeper.report();
    }

    private FeedState state(RunningFeed running) {
        Feed feed = running.feed();
        Measured.Snapshot measured = feed.measured().snapshot(0);
        return new FeedState(
                feed.definition(), feed.createdAt(), measured.delivered(), measured.lastAt(), keeper.offer(feed.id()));
    }

    private @Nullable Means means() {
        PaymentMeans known = payments;
        return known == null ? null : known.means().orElse(null);
    }

    private static House.Limits limits(Config config) {
        return new House.Limits(
                config.max(),
                (long) config.tail_mib() << 19,
                (long) config.proofs_mib() << 20,
                config.grace_seconds(),
                config.windows_kib() * 4,
                (long) config.rows_mib() << 20,
                config.chain_days());
    }

    private static @Nullable Place place(Config config) {
        if (config.place_lat().isBlank() || config.place_lon().isBlank()) {
            return null;
        }
        try {
            return Place.of(Double.parseDouble(config.place_lat()), Double.parseDouble(config.place_lon()))
                    .orElse(null);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
