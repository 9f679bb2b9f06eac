package org.headgate.journal.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.headgate.api.Home;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalListener;
import org.headgate.api.journal.JournalWriter;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the journal off the framework's thread, and registers its services once it is open. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = "journal",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = JournalComponent.Config.class)
@Capability(
        namespace = "osgi.service",
        attribute =
                "objectClass:List<String>=\"org.headgate.api.journal.Journal,org.headgate.api.journal.JournalWriter,"
                        + "org.headgate.api.journal.HeldMessages\"")
public final class JournalComponent implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(JournalComponent.class);
    private static final long TICK_SECONDS = 5;
    private static final long LONGEST_WAIT_SECONDS = 32;

    private final BundleContext context;
    private final Store store;
    private final Path data;
    private final Settings settings;
    private final ScheduledExecutorService scheduler;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch withdrawn = new CountDownLatch(1);
    private final Thread opener;
    private List<ServiceRegistration<?>> registrations = List.of();
    private final List<JournalListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable H2Journal journal;
    private volatile @Nullable StoreUnavailable failure;

    @ObjectClassDefinition(name = "journal", description = "The durable sequence of contributions.")
    @interface Config {
        @AttributeDefinition(
                name = "linger.ms",
                description = "How long a commit waits for more, in milliseconds, when messages follow each other"
                        + " closely; 0 when idle. Spares the flash.")
        int linger_ms() default 4;

        @AttributeDefinition(name = "queue.kib", description = "What may wait for the writer, in KiB; more is refused.")
        int queue_kib() default 4096;

        @AttributeDefinition(name = "tail.mib", description = "The newest contributions kept in memory, in MiB.")
        int tail_mib() default 8;

        @AttributeDefinition(name = "segment.mib", description = "Size at which a segment file is closed, in MiB.")
        int segment_mib() default 64;

        @AttributeDefinition(name = "segment.hours", description = "Age at which a segment file is closed, in hours.")
        int segment_hours() default 24;

        @AttributeDefinition(
                name = "segment.open",
                description = "Closed segments that are open for reading at the same time.")
        int segment_open() default 3;

        @AttributeDefinition(
                name = "retention.hours",
                description = "Age at which whole segments are deleted, in hours; never what is not sealed.")
        int retention_hours() default 720;

        @AttributeDefinition(
                name = "retention.mib",
                description = "Hard cap of all segment files, in MiB: the oldest are deleted; with nothing sealed to"
                        + " delete, nothing more is taken.")
        int retention_mib() default 1024;

        @AttributeDefinition(name = "waiting.mib", description = "Messages that wait for a profile, in MiB.")
        int waiting_mib() default 32;

        @AttributeDefinition(name = "waiting.hours", description = "How long a message waits for a profile, in hours.")
        int waiting_hours() default 168;

        @AttributeDefinition(name = "quarantine.mib", description = "Messages in quarantine, in MiB.")
        int quarantine_mib() default 8;

        @AttributeDefinition(name = "quarantine.hours", description = "How long a message is in quarantine, in hours.")
        int quarantine_hours() default 168;

        @AttributeDefinition(
                name = "origin.entries",
                description = "Origins of messages that are remembered, so that a resend is not kept twice.")
        int origin_entries() default 65536;

        @AttributeDefinition(name = "rollup.days", description = "How long values by the minute are kept, in days.")
        int rollup_days() default 7;

        @AttributeDefinition(name = "rollup.mib", description = "Values by the minute, in MiB.")
        int rollup_mib() default 64;
    }

    @Activate
    public JournalComponent(
            BundleContext context,
            Config config,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler) {
        this.context = context;
        this.store = store;
        this.scheduler = scheduler;
        this.data = new Home(Path.of(context.getProperty(Home.PROPERTY))).data();
        this.settings = settings(config);
        this.opener = new Thread(this::open, "journal-open");
        this.opener.setDaemon(true);
        this.opener.start();
    }

    @Deactivate
    void stop() throws InterruptedException {
        List<ServiceRegistration<?>> registered;
        synchronized (this) {
            stopped.countDown();
            registered = registrations;
        }
        registered.forEach(ServiceRegistration::unregister);
        withdrawn.countDown();
        opener.join();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(JournalListener listener) {
        listeners.add(listener);
    }

    void removeListener(JournalListener listener) {
        listeners.remove(listener);
    }

    @Override
    public String component() {
        return "journal";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        StoreUnavailable closed = failure;
        if (closed != null) {
            report.problem(new Problem(
                    closed.code(),
                    String.valueOf(closed.getMessage()),
                    "do what the reason says; it is tried again by itself",
                    true));
        }
        H2Journal open = journal;
        if (open != null) {
            new JournalStatus(open).report(report);
        }
        return report.build();
    }

    private static Settings settings(Config config) {
        long cap = (long) config.retention_mib() << 20;
        return Settings.of(draft -> {
            draft.queueBytes = (long) config.queue_kib() << 10;
            draft.linger = Duration.ofMillis(config.linger_ms());
            draft.tailBytes = (long) config.tail_mib() << 20;
            draft.segmentBytes = Math.min((long) config.segment_mib() << 20, cap / 4);
            draft.segment = Duration.ofHours(config.segment_hours());
            draft.retentionBytes = cap;
            draft.retention = Duration.ofHours(config.retention_hours());
            draft.waitingBytes = (long) config.waiting_mib() << 20;
            draft.waiting = Duration.ofHours(config.waiting_hours());
            draft.quarantineBytes = (long) config.quarantine_mib() << 20;
            draft.quarantine = Duration.ofHours(config.quarantine_hours());
            draft.originEntries = config.origin_entries();
            draft.openSegments = config.segment_open();
            draft.rollup = Duration.ofDays(config.rollup_days());
            draft.rollupBytes = (long) config.rollup_mib() << 20;
        });
    }

    private void open() {
        long wait = 1;
        try {
            while (stopped.getCount() > 0) {
                try (H2Journal opened = new H2Journal(store, data, settings)) {
                    serve(opened);
                } catch (StoreUnavailable | RuntimeException e) {
                    StoreUnavailable reason = e instanceof StoreUnavailable known
                            ? known
                            : new StoreUnavailable("journal_failed", "the journal cannot be opened: " + e, e);
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

    private void serve(H2Journal opened) throws InterruptedException {
        opened.addListener(next -> {
            for (JournalListener listener : listeners) {
                listener.committed(next);
            }
        });
        failure = null;
        journal = opened;
        ScheduledFuture<?> ticking =
                scheduler.scheduleWithFixedDelay(opened::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
        register(opened);
        withdrawn.await();
        ticking.cancel(false);
        journal = null;
    }

    private void register(H2Journal opened) {
        List<ServiceRegistration<?>> made = List.of(
                context.registerService(Journal.class, opened, null),
                context.registerService(JournalWriter.class, opened, null),
                context.registerService(HeldMessages.class, opened.held(), null));
        synchronized (this) {
            if (stopped.getCount() > 0) {
                registrations = made;
                return;
            }
        }
        made.forEach(ServiceRegistration::unregister);
    }
}
