package org.headgate.devices.internal;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.SignInListener;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.device.Devices;
import org.headgate.api.device.Devices.Device;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
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
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what the database knows, then offers the services: nobody shall hear "not adopted" of a device that is only not loaded yet. Loading reads the disk and
 * so does not run in the activation.
 */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = "devices",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DevicesComponent.Config.class)
public final class DevicesComponent implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(DevicesComponent.class);
    private static final long SAVE_SECONDS = 2;
    private static final long RETRY_SECONDS = 10;

    private final Database database;
    private final DeviceRegistry devices;
    private final CredentialBook credentials;
    private final SignInLimit limit;
    private final Config config;
    private final ScheduledExecutorService scheduler;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private @Nullable ScheduledFuture<?> saver;
    private boolean closed;
    private long ticks;
    private volatile @Nullable Problem loadProblem;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    final CopyOnWriteArrayList<SignInListener> listeners = new CopyOnWriteArrayList<>();

    /** Configuration of {@code devices}. */
    @ObjectClassDefinition(
            id = "devices",
            name = "Devices",
            description = "Who the devices are: adoption, names, credentials.")
    public @interface Config {
        @AttributeDefinition(
                name = "adopt.rule",
                description = "Devices to adopt when they are first heard: globs (* and ?) over <profile>:<urn>,"
                        + " separated by commas, for example zigbee2mqtt:*. Empty: none, adopt by hand.")
        String adopt_rule() default "";

        @AttributeDefinition(
                name = "max",
                description =
                        "How many devices are kept in memory, about 500 bytes each; beyond, those never adopted go,"
                                + " longest silent first. Also the limit for credentials.")
        int max() default 10000;

        @AttributeDefinition(
                name = "ghost.hours",
                description = "After how many hours of silence a device that was never adopted is forgotten.")
        int ghost_hours() default 168;

        @AttributeDefinition(
                name = "ghosts.per.source",
                description = "How many devices that were never adopted one source may have: a sender, or a transport"
                        + " that knows none, with one profile. Beyond, its own go: those heard but once, then the"
                        + " longest silent.")
        int ghosts_per_source() default 2000;

        @AttributeDefinition(
                name = "save.seconds",
                description = "How often the times and counts of devices are written; the rest is written within"
                        + " seconds.")
        int save_seconds() default 60;

        @AttributeDefinition(
                name = "signin.failures",
                description = "Failed sign-ins of one name from one host within a minute, after which it must wait.")
        int signin_failures() default 10;
    }

    @Activate
    public DevicesComponent(
            BundleContext context,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler,
            Config config) {
        this.config = config;
        this.scheduler = scheduler;
        this.database = store.precious();
        this.limit = new SignInLimit(config.signin_failures(), 60_000);
        this.devices = new DeviceRegistry(
                database,
                AdoptionRule.parse(config.adopt_rule()),
                config.max(),
                TimeUnit.HOURS.toMillis(config.ghost_hours()),
                config.ghosts_per_source(),
                System::currentTimeMillis);
        this.credentials =
                new CredentialBook(database, config.max(), limit, System::currentTimeMillis, this::signInEnded);
        CompletableFuture.runAsync(() -> load(context));
    }

    @Deactivate
    void close() {
        synchronized (this) {
            closed = true;
            if (saver != null) {
                saver.cancel(false);
            }
            registrations.forEach(ServiceRegistration::unregister);
            registrations.clear();
        }
        devices.save(true);
    }

    @Override
    public String component() {
        return "devices";
    }

    @Override
    public Report report() {
        long adopted = devices.adoptedCount();
        int known = devices.size();
        Report.Builder report = Report.builder()
                .fact("devices", known + " known, " + adopted + " adopted")
                .fact("credentials", Integer.toString(credentials.size()))
                .metric("devices.known", known)
                .metric("devices.adopted", adopted)
                .metric("devices.max", config.max())
                .metric("devices.untracked", devices.untracked.sum())
                .metric("devices.expired", devices.expired.sum())
                .metric("devices.ghosts", devices.ghostCount())
                .metric("devices.ghosts.dropped", devices.dropped.sum())
                .metric("devices.ghosts.source.max", config.ghosts_per_source())
                .metric("devices.saves.failed", devices.failedSaves.sum())
                .metric("devices.credentials", credentials.size())
                .metric("devices.signins.limited", limit.limited.sum())
                .metric("devices.signins.dropped", limit.dropped.sum());
        Problem broken = loadProblem;
        if (broken != null) {
            report.problem(broken);
        }
        if (adopted < known) {
            report.problem(new Problem(
                    "devices_not_adopted",
                    (known - adopted) + " of " + known + " devices are not adopted: their data is kept, not sold",
                    "look at 'headgate device list', then 'headgate device adopt URN', or set devices.adopt.rule",
                    false));
        }
        if (!devices.fullSource().isEmpty()) {
            report.problem(new Problem(
                    "devices_passing",
                    devices.fullSource() + " reported more than " + config.ghosts_per_source()
                            + " devices that nobody adopted; " + devices.dropped.sum()
                            + " that were heard but once, or are longest silent, are no longer listed",
                    "adopt those that are yours; let the reporter tell only of sensors, or of those that you name"
                            + " (OpenMQTTGateway: onlysensors, white-list), or raise devices.ghosts.per.source",
                    false));
        }
        if (devices.untracked.sum() > 0) {
            report.problem(new Problem(
                    "devices_full",
                    "all " + config.max() + " places are taken by adopted devices; others are stored but not listed",
                    "forget devices that are gone, or raise devices.max",
                    true));
        }
        return report.build();
    }

    private void signInEnded(String name, String code, String reason) {
        for (SignInListener listener : listeners) {
            try {
                listener.signInEnded(name, code, reason);
            } catch (RuntimeException e) {
                LOG.error("a listener failed when it was told that {} no longer signs in", name, e);
            }
        }
    }

    private void load(BundleContext context) {
        try {
            database.prepare("devices", List.of(DeviceTable.SCHEMA, CredentialTable.SCHEMA));
            List<Device> stored = database.read(DeviceTable::load);
            devices.load(stored);
            credentials.load(database.read(CredentialTable::load));
            loadProblem = null;
            offer(context);
            LOG.info("{} devices and {} credentials", stored.size(), credentials.size());
        } catch (StoreUnavailable e) {
            loadProblem = new Problem(
                    e.code(),
                    "the devices cannot be read: " + e.getMessage(),
                    "do what the reason says; it is tried again every " + RETRY_SECONDS + " s",
                    true);
            LOG.warn("the devices cannot be read: {}", e.getMessage());
            loadLater(context);
        }
    }

    private synchronized void loadLater(BundleContext context) {
        if (!closed) {
            scheduler.schedule(() -> CompletableFuture.runAsync(() -> load(context)), RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void offer(BundleContext context) {
        if (closed) {
            return;
        }
        registrations.add(context.registerService(Devices.class, devices, new Hashtable<>()));
        registrations.add(context.registerService(
                new String[] {DeviceCredentials.class.getName(), Authenticator.class.getName()},
                credentials,
                new Hashtable<>()));
        saver = scheduler.scheduleWithFixedDelay(this::save, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
    }

    private void save() {
        ticks++;
        long every = Math.max(1, config.save_seconds() / SAVE_SECONDS);
        devices.save(ticks % every == 0);
    }
}
