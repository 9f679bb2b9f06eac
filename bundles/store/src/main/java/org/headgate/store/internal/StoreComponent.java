package org.headgate.store.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.headgate.api.Home;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
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
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the databases off the framework's thread, and registers {@link Store} once they are open. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = "store",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StoreComponent.Config.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"org.headgate.store.Store\"")
public final class StoreComponent implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(StoreComponent.class);
    private static final long LONGEST_WAIT_SECONDS = 32;

    private final BundleContext context;
    private final Path data;
    private final Settings settings;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch withdrawn = new CountDownLatch(1);
    private final Thread opener;
    private @Nullable ServiceRegistration<Store> registration;
    private volatile @Nullable H2Store store;
    private volatile @Nullable StoreUnavailable failure;

    @ObjectClassDefinition(name = "store", description = "The databases below data/.")
    @interface Config {
        @AttributeDefinition(
                name = "queue.entries",
                description = "Writes that may wait for the writer of one database; more are refused.")
        int queue_entries() default 4096;

        @AttributeDefinition(
                name = "readers.max",
                description = "Connections that may read one database at the same time; others wait.")
        int readers_max() default 3;

        @AttributeDefinition(
                name = "linger.ms",
                description = "Commits begin at least so many milliseconds apart: writes that follow each other"
                        + " closely share one. Spares the flash.")
        int linger_ms() default 2;

        @AttributeDefinition(name = "cache.kib", description = "Page cache of each open database, in KiB.")
        int cache_kib() default 1024;

        @AttributeDefinition(
                name = "reserve.mib",
                description = "Free space, in MiB, that is left on the disk: below it nothing is written.")
        int reserve_mib() default 8;

        @AttributeDefinition(
                name = "probe.ms",
                description = "First wait, in milliseconds, before a database that cannot be written is tried again;"
                        + " doubles up to 32 times as long.")
        int probe_ms() default 1000;
    }

    @Activate
    public StoreComponent(BundleContext context, Config config) {
        this.context = context;
        this.data = new Home(Path.of(context.getProperty(Home.PROPERTY))).data();
        this.settings = new Settings(
                Settings.SCHEME,
                config.queue_entries(),
                config.readers_max(),
                Duration.ofMillis(config.linger_ms()),
                config.cache_kib(),
                (long) config.reserve_mib() << 20,
                Duration.ofMillis(config.probe_ms()));
        this.opener = new Thread(this::open, "store-open");
        this.opener.setDaemon(true);
        this.opener.start();
    }

    @Deactivate
    void stop() throws InterruptedException {
        ServiceRegistration<Store> registered;
        synchronized (this) {
            stopped.countDown();
            registered = registration;
        }
        if (registered != null) {
            registered.unregister();
        }
        withdrawn.countDown();
        opener.join();
    }

    @Override
    public String component() {
        return "store";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder().fact("store.data", data.toString());
        StoreUnavailable closed = failure;
        if (closed != null) {
            report.problem(new Problem(
                    closed.code(), closed.getMessage(), "the message says it; it is tried again by itself", true));
        }
        H2Store open = store;
        if (open != null) {
            report(open, report);
        }
        return report.build();
    }

    private void open() {
        long wait = 1;
        try {
            while (stopped.getCount() > 0) {
                try (H2Store opened = new H2Store(data, settings)) {
                    serve(opened);
                } catch (StoreUnavailable | RuntimeException e) {
                    StoreUnavailable reason = Faults.unavailable("the store", e);
                    if (failure == null) {
                        LOG.error("{}: {}", reason.code(), reason.getMessage());
                    }
                    failure = reason;
                    stopped.await(wait, TimeUnit.SECONDS);
                    wait = Math.min(2 * wait, LONGEST_WAIT_SECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(H2Store opened) throws InterruptedException {
        failure = null;
        store = opened;
        register(opened);
        withdrawn.await();
        store = null;
    }

    private void register(H2Store opened) {
        ServiceRegistration<Store> made = context.registerService(Store.class, opened, null);
        synchronized (this) {
            if (stopped.getCount() > 0) {
                registration = made;
                return;
            }
        }
        made.unregister();
    }

    private static void report(H2Store open, Report.Builder report) {
        List<H2Database> databases = open.databases();
        long waiting = 0;
        long commits = 0;
        long works = 0;
        long refused = 0;
        for (H2Database database : databases) {
            waiting += database.group().waiting();
            commits += database.group().commits();
            works += database.group().works();
            refused += database.group().refused();
            database.obstacle()
                    .ifPresent(reason -> report.problem(new Problem(
                            reason.code(),
                            reason.getMessage(),
                            "do what the reason says; writing goes on by itself",
                            true)));
        }
        int aside = 0;
        for (Path broken : open.broken()) {
            if (Files.exists(broken)) {
                aside++;
                report.problem(new Problem(
                        "database_rebuilt",
                        "a database was broken and rebuilt from what could be read; the old file is " + broken,
                        "check the disk and the power supply; delete the file when it is not needed",
                        false));
            }
        }
        report.metric("store.databases.open", databases.size())
                .metric("store.broken.files", aside)
                .metric("store.queue.entries", waiting)
                .metric("store.queue.refused", refused)
                .metric("store.commits", commits)
                .metric("store.works", works);
    }
}
