package org.headgate.coverage.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.headgate.api.Home;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.intake.Intake;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.coverage.H3Grid;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Station;
import org.headgate.store.Database;
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
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges the journal's sightings, and registers {@link Coverage} once its database is open. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = CoverageComponent.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CoverageComponent.Config.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"org.headgate.api.coverage.Coverage\"")
public final class CoverageComponent implements StatusSource {
    static final String NAME = "coverage";
    private static final Logger LOG = LoggerFactory.getLogger(CoverageComponent.class);
    private static final long STATIONS_BYTES = 1 << 20;

    private final BundleContext context;
    private final Journal journal;
    private final Store store;
    private final ScheduledExecutorService scheduler;
    private final Config config;
    private final Path conf;
    private final Opening opening;
    private final GridOnDemand grid = new GridOnDemand(H3Grid::load);
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Running running;
    private volatile @Nullable Problem listProblem;
    private volatile @Nullable Problem trouble;
    private volatile @Nullable Intake intake;

    @ObjectClassDefinition(name = NAME, description = "How sightings are judged, and what is kept of them.")
    @interface Config {
        @AttributeDefinition(
                name = "rules",
                description = "The rule set that judges: headgate-1, or helium-1 (the last published rules of Helium).")
        String rules() default "headgate-1";

        @AttributeDefinition(name = "resolution", description = "H3 resolution of cells, 0 to 15.")
        int resolution() default 8;

        @AttributeDefinition(
                name = "settle.seconds",
                description =
                        "How long to wait for others who heard the same, and how far a receiver's clock may be off.")
        int settle_seconds() default 10;

        @AttributeDefinition(
                name = "stations.file",
                description =
                        "JSON list of known transmitters and receivers, in conf/ unless the path is whole. Empty: none.")
        String stations_file() default "";

        @AttributeDefinition(
                name = "region",
                description =
                        "Regional plan of receivers of which nothing else is known, for example EU868. Empty: not known.")
        String region() default "";

        @AttributeDefinition(
                name = "gain.dbi",
                description = "Antenna gain of receivers of which nothing else is known, in dBi. Empty: not known.")
        String gain_dbi() default "";

        @AttributeDefinition(
                name = "place.lat",
                description = "Where receivers are that do not tell, in degrees north (WGS 84). Empty: not known.")
        String place_lat() default "";

        @AttributeDefinition(name = "place.lon", description = "Degrees east, as place.lat.")
        String place_lon() default "";

        @AttributeDefinition(
                name = "memory.mib",
                description =
                        "Memory for sightings that wait, transmissions that are remembered and hours that are open, in MiB.")
        int memory_mib() default 8;

        @AttributeDefinition(name = "verdicts.mib", description = "Verdicts kept on disk, in MiB; the oldest go first.")
        int verdicts_mib() default 64;

        @AttributeDefinition(
                name = "publish.cells",
                description = "Whether closed hours of cells go into the journal, to be sold as a feed.")
        boolean publish_cells() default true;

        @AttributeDefinition(
                name = "publish.verdicts",
                description = "Whether verdicts go into the journal, to be sold as a feed: about 1.2 kB a sighting.")
        boolean publish_verdicts() default false;

        @AttributeDefinition(
                name = "outbox.mib",
                description = "What waits for intake to take it, on disk, in MiB; the oldest goes first.")
        int outbox_mib() default 4;

        @AttributeDefinition(
                name = "cells.mib",
                description = "Hours of cells kept on disk, in MiB; the oldest go first.")
        int cells_mib() default 16;
    }

    @Activate
    public CoverageComponent(
            BundleContext context,
            @Reference Journal journal,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler,
            Config config) {
        this.context = context;
        this.journal = journal;
        this.store = store;
        this.scheduler = scheduler;
        this.config = config;
        this.conf = new Home(Path.of(context.getProperty(Home.PROPERTY))).conf();
        this.opening = new Opening("coverage", scheduler, this::open);
        scheduler.execute(() -> CompletableFuture.runAsync(opening::begin));
    }

    private record Running(
            Database database,
            Follower follower,
            Bench bench,
            Stations stations,
            Outbox outbox,
            ScheduledFuture<?> timer,
            ServiceRegistration<Coverage> registration) {}

    @Deactivate
    void stop() {
        opening.close();
        Running open = running;
        if (open == null) {
            return;
        }
        open.registration().unregister();
        open.timer().cancel(false);
        try {
            open.follower().save();
        } catch (StoreUnavailable e) {
            LOG.warn("What was judged last is judged again at the next start: {}", e.getMessage());
        }
        open.database().close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindIntake(Intake bound) {
        intake = bound;
    }

    void unbindIntake(Intake gone) {
        intake = intake == gone ? null : intake;
    }

    private void open() throws StoreUnavailable {
        RuleSet rules = Settings.rules(config.rules());
        Stations stations = new Stations(list(), usual(), grid);
        Bench bench = new Bench(rules, stations, grid, Settings.limits(config));
        Database database = store.open(NAME);
        try {
            Outbox outbox = new Outbox(database, () -> intake, (long) Math.max(1, config.outbox_mib()) << 20);
            Follower follower = new Follower(
                    journal,
                    database,
                    bench,
                    stations,
                    new Follower.Publishing(outbox, grid, config.publish_cells(), config.publish_verdicts()),
                    Settings.bounds(config),
                    System::currentTimeMillis);
            follower.open();
            Coverage service = new JournalCoverage(journal, follower, grid);
            running = new Running(
                    database,
                    follower,
                    bench,
                    stations,
                    outbox,
                    scheduler.scheduleWithFixedDelay(this::wake, 1, 1, TimeUnit.SECONDS),
                    context.registerService(Coverage.class, service, null));
        } catch (StoreUnavailable | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** A round blocks, and so runs elsewhere; never two at a time. */
    private void wake() {
        if (busy.compareAndSet(false, true)) {
            CompletableFuture.runAsync(this::round).whenComplete((done, failure) -> busy.set(false));
        }
    }

    private void round() {
        Running open = running;
        if (open == null) {
            return;
        }
        try {
            open.follower().round();
            trouble = null;
        } catch (JournalUnavailable e) {
            trouble = Problems.stuck(e.code(), String.valueOf(e.getMessage()));
        } catch (StoreUnavailable e) {
            trouble = Problems.stuck(e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("Judging failed", e);
            trouble = Problems.stuck("judging_failed", e.toString());
        }
    }

    private StationList list() {
        listProblem = null;
        if (config.stations_file().isBlank()) {
            return StationList.EMPTY;
        }
        Path file = conf.resolve(config.stations_file());
        try {
            if (Files.size(file) > STATIONS_BYTES) {
                throw new IllegalArgumentException("it is larger than 1 MiB");
            }
            return StationList.read(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            listProblem = Problems.stations(config.stations_file(), e);
            return StationList.EMPTY;
        }
    }

    private Station usual() {
        try {
            return Settings.usual(config);
        } catch (IllegalArgumentException e) {
            listProblem = Problems.setting(String.valueOf(e.getMessage()));
            return Station.UNKNOWN;
        }
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder()
                .fact("coverage.rules", Settings.rules(config.rules()).name());
        opening.obstacle().ifPresent(closed -> report.problem(Problems.closed(closed)));
        if (!Settings.known(config.rules())) {
            report.problem(Problems.rules(config.rules()));
        }
        if (!grid.obstacle().isEmpty()) {
            report.problem(Problems.h3(grid.obstacle()));
        }
        Problem list = listProblem;
        if (list != null) {
            report.problem(list);
        }
        Problem stuck = trouble;
        if (stuck != null) {
            report.problem(stuck);
        }
        Running open = running;
        if (open != null) {
            CoverageReport.add(
                    report,
                    open.follower().state(),
                    open.bench(),
                    open.stations(),
                    open.outbox().state());
        }
        return report.build();
    }
}
