package org.headgate.batches.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SealListener;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.journal.Journal;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.store.Opening;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Seals the sequence into batches, and registers {@link Batches} once their headers can be read. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = BatchesComponent.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BatchesComponent.Config.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"org.headgate.api.batch.Batches\"")
public final class BatchesComponent implements StatusSource {
    static final String NAME = "batches";

    private final BundleContext context;
    private final Journal journal;
    private final Signer signer;
    private final Store store;
    private final ScheduledExecutorService scheduler;
    private final Config config;
    private final Limits limits;
    private final SealListeners listeners = new SealListeners();
    private final Opening opening;
    private volatile @Nullable Running running;

    @ObjectClassDefinition(name = NAME, description = "When batches are sealed, and how long their headers are kept.")
    @interface Config {
        @AttributeDefinition(
                name = "seal.age.seconds",
                description = "A batch is sealed when its oldest contribution is this old, in seconds.")
        int seal_age_seconds() default 60;

        @AttributeDefinition(
                name = "seal.count",
                description = "A batch of this many contributions is sealed as soon as seal.count.seconds allows.")
        int seal_count() default 4096;

        @AttributeDefinition(
                name = "seal.count.seconds",
                description = "Least age, in seconds, of a batch that is sealed because of seal.count.")
        int seal_count_seconds() default 5;

        @AttributeDefinition(
                name = "seal.count.max",
                description = "Contributions that seal a batch at once, and that it holds at most.")
        int seal_count_max() default 65536;

        @AttributeDefinition(
                name = "seal.forced.seconds",
                description = "Least time, in seconds, between two seals that an export or a command asks for.")
        int seal_forced_seconds() default 5;

        @AttributeDefinition(
                name = "trees.mib",
                description = "Memory, in MiB, for Merkle trees that were used lately; the newest is always kept.")
        int trees_mib() default 4;

        @AttributeDefinition(
                name = "headers.days",
                description = "How long headers are kept at least, in days; never less than their contributions.")
        int headers_days() default 365;
    }

    @Activate
    public BatchesComponent(
            BundleContext context,
            @Reference Journal journal,
            @Reference Signer signer,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler,
            Config config) {
        this.context = context;
        this.journal = journal;
        this.signer = signer;
        this.store = store;
        this.scheduler = scheduler;
        this.config = config;
        this.limits = new Limits(
                Duration.ofSeconds(config.seal_age_seconds()),
                config.seal_count(),
                Duration.ofSeconds(config.seal_count_seconds()),
                config.seal_count_max(),
                Duration.ofSeconds(config.seal_forced_seconds()));
        this.opening = new Opening("the chain of batches", scheduler, this::open);
        opening.begin();
    }

    @Deactivate
    void stop() {
        opening.close();
        Running running = this.running;
        if (running != null) {
            running.registration().unregister();
            running.timer().cancel(false);
            running.batches().close();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(SealListener listener) {
        listeners.add(listener);
    }

    void removeListener(SealListener listener) {
        listeners.remove(listener);
    }

    private void open() throws StoreUnavailable {
        SealedBatches opened = new SealedBatches(
                journal,
                signer,
                store,
                limits,
                (long) config.trees_mib() << 20,
                Duration.ofDays(config.headers_days()),
                listeners,
                Clock.systemUTC(),
                System::nanoTime);
        running = new Running(
                opened,
                scheduler.scheduleWithFixedDelay(opened::tick, 1, 1, TimeUnit.SECONDS),
                context.registerService(Batches.class, opened, null));
    }

    private record Running(
            SealedBatches batches, ScheduledFuture<?> timer, ServiceRegistration<Batches> registration) {}

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        opening.obstacle()
                .ifPresent(closed -> report.problem(new Problem(
                        closed.code(),
                        "nothing is sealed, for the headers cannot be read: " + closed.getMessage(),
                        "do what the reason says; it is tried again every 10 s",
                        true)));
        Running open = running;
        if (open != null) {
            report(open.batches(), report);
        }
        return report.build();
    }

    private void report(SealedBatches batches, Report.Builder report) {
        Optional<SignedHeader> last = batches.last();
        report.fact(
                "batches.last",
                last.map(header -> Long.toString(header.header().number())).orElse("none"));
        report.fact("batches.sealed.through", Long.toString(batches.sealer.next() - 1));
        SealedBatches.Failure failure = batches.failure();
        if (failure != null) {
            report.problem(new Problem(
                    failure.code(),
                    "the last batch could not be sealed: " + failure.reason(),
                    "do what the reason says; sealing is tried again by itself",
                    true));
        }
        batches.markProblem().ifPresent(report::problem);
        clock(batches, report);
        gap(batches, report);
        if (journal.next() < batches.sealer.next()) {
            report.problem(new Problem(
                    "sequence_behind",
                    "the journal gives sequence " + journal.next() + " next, but batches are sealed through "
                            + (batches.sealer.next() - 1) + ": what comes now cannot be sealed",
                    "restore data/precious.mv.db and data/journal from the same backup",
                    true));
        }
        last.filter(header -> !header.header().gateway().equals(signer.address()))
                .ifPresent(header -> report.problem(new Problem(
                        "signer_changed",
                        "batch " + header.header().number() + " is signed by "
                                + header.header().gateway() + ", the key is now that of " + signer.address(),
                        "restore the old data/keystore if the change was not meant; else publish the new address",
                        false)));
        report.metric("batches.pending", batches.sealer.pending())
                .metric("batches.lost", batches.sealer.lost())
                .metric("batches.trees.bytes", batches.trees.bytes())
                .metric("batches.trees.evicted", batches.trees.evicted())
                .metric("batches.listeners.failed", listeners.failures());
    }

    private static void gap(SealedBatches batches, Report.Builder report) {
        Sealer.Gap gap = batches.sealer.unexpected();
        if (gap != null) {
            report.problem(new Problem(
                    "gap_unexpected",
                    "batch " + gap.batch() + " had to declare sequences " + gap.from() + " to " + gap.to()
                            + " lost, and the journal does not know why",
                    "look at the log and the disk, and keep a copy of data/journal; what is declared stays declared",
                    true));
        }
    }

    private static void clock(SealedBatches batches, Report.Builder report) {
        long behind = batches.sealer.behindMillis();
        if (behind > 0) {
            report.problem(new Problem(
                    "clock_behind",
                    "the clock was " + behind + " ms behind the newest header when the last batch was sealed; "
                            + "it carries that header's time",
                    "check the router's clock and its time server",
                    false));
        }
    }
}
