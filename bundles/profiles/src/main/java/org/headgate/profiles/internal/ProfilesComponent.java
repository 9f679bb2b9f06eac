package org.headgate.profiles.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.headgate.api.Home;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Profiles;
import org.headgate.api.profile.ProfilesListener;
import org.headgate.api.profile.Reading;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.store.Opening;
import org.headgate.store.Store;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
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

/** Keeps the registry of the profiles that are on the service whiteboard, and tells who listens when it changes. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = "profiles",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ProfilesComponent.Config.class)
public final class ProfilesComponent implements Profiles, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(ProfilesComponent.class);

    private final ProfileRegistry registry;
    private final Announcements announcements;
    private final Hints hints;
    private final Opening opening;
    private final List<ProfilesListener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable ServiceRegistration<Profiles> registration;
    private boolean closed;

    /** Configuration of {@code profiles}. */
    @ObjectClassDefinition(
            id = "profiles",
            name = "Profiles",
            description = "The registry of device profiles, the inbox of unknown devices, suggestion.")
    public @interface Config {
        @AttributeDefinition(
                name = "cache.kib",
                description = "Memory for remembered answers to which profile an address belongs to, in KiB.")
        int cache_kib() default 4096;

        @AttributeDefinition(
                name = "inbox.max",
                description = "How many addresses that wait the inbox looks at, busiest first; their newest payloads"
                        + " are read for it.")
        int inbox_max() default 500;

        @AttributeDefinition(
                name = "announced.mib",
                description =
                        "What devices announced of themselves, in memory and on disk, in MiB; beyond it the sender"
                                + " who holds most makes room.")
        int announced_mib() default 8;
    }

    @Activate
    public ProfilesComponent(
            BundleContext context,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler,
            Config config) {
        this.announcements = new Announcements(store.precious(), config.announced_mib() * 1024L * 1024);
        this.registry = new ProfileRegistry(config.cache_kib() * 1024L, announcements);
        this.hints = new Hints(Hints.notRunning(context), index(context.getProperty(Home.INSTALLED)));
        this.opening = new Opening("what devices announced", scheduler, () -> {
            announcements.load();
            offer(context);
        });
        CompletableFuture.runAsync(opening::begin);
    }

    @Deactivate
    void close() {
        opening.close();
        ServiceRegistration<Profiles> registered;
        synchronized (this) {
            closed = true;
            registered = registration;
            registration = null;
        }
        if (registered != null) {
            registered.unregister();
        }
    }

    /** Not before it is known what was announced: a device would be taken for a stranger. */
    private void offer(BundleContext context) {
        synchronized (this) {
            if (!closed) {
                registration = context.registerService(Profiles.class, this, null);
            }
        }
    }

    @Reference(
            service = DeviceProfile.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindProfile(DeviceProfile profile, ServiceReference<DeviceProfile> reference) {
        Map<String, ?> properties = Arrays.stream(reference.getPropertyKeys())
                .collect(Collectors.toMap(key -> key, reference::getProperty));
        Bundle bundle = reference.getBundle();
        String name = bundle == null ? "" : bundle.getSymbolicName() + " " + bundle.getVersion();
        Installed installed = Installed.of(profile, properties, name);
        registry.add(installed);
        LOG.info("profile {} {} is in use", installed.id(), installed.version());
        changed();
    }

    void unbindProfile(DeviceProfile profile) {
        registry.remove(profile);
        changed();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(ProfilesListener listener) {
        listeners.add(listener);
    }

    void unbindListener(ProfilesListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Optional<Match> match(Message message) {
        return registry.match(message);
    }

    @Override
    public long generation() {
        return registry.generation();
    }

    @Override
    public Optional<String> asking(Thread thread) {
        return registry.asking(thread);
    }

    @Override
    public String line(Message message) {
        return registry.line(message);
    }

    @Override
    public boolean isAnnounced(Message message, String address) {
        return registry.isAnnounced(message, address);
    }

    @Override
    public Announced announced(String profileId, Message message) {
        return registry.announced(profileId, message);
    }

    @Override
    public CompletionStage<Void> announce(String profileId, Message message, Reading reading) throws MalformedPayload {
        return registry.announce(profileId, message, reading);
    }

    @Override
    public List<Info> list() {
        return registry.list();
    }

    @Override
    public Optional<String> suggest(Message message) {
        Set<String> inUse = registry.list().stream().map(Info::id).collect(Collectors.toSet());
        return hints.suggest(message, inUse);
    }

    @Override
    public void disable(String profileId, String reason) {
        registry.disable(profileId, reason);
        LOG.warn("profile {} is out of use: {}", profileId, reason);
        changed();
    }

    @Override
    public String component() {
        return "profiles";
    }

    @Override
    public Report report() {
        List<Info> all = registry.list();
        Report.Builder report = Report.builder()
                .fact("profiles", all.stream().map(Info::id).collect(Collectors.joining(" ")))
                .metric("profiles.installed", all.size())
                .metric("profiles.cache.addresses", registry.cached())
                .metric("profiles.cache.dropped", registry.dropped())
                .metric("profiles.announced", announcements.size())
                .metric("profiles.announced.bytes", announcements.bytes())
                .metric("profiles.announced.limit.bytes", announcements.limit())
                .metric("profiles.announced.dropped", announcements.dropped())
                .metric("profiles.announced.refused", announcements.refused());
        opening.obstacle()
                .ifPresent(why -> report.problem(new Problem(
                        why.code(),
                        "what devices announced cannot be read, so every message waits: " + why.getMessage(),
                        "do what the reason says; it is tried again every ten seconds",
                        true)));
        if (announcements.dropped() > 0) {
            report.problem(new Problem(
                    "announcements_full",
                    announcements.dropped()
                            + " announcements made room for newer ones: what these devices send waits until"
                            + " they announce themselves again",
                    "see who announces so much, or raise profiles.announced.mib",
                    false));
        }
        registry.notices().addTo(report);
        all.forEach(info -> problems(info, report));
        registry.faults()
                .forEach((id, count) -> report.problem(new Problem(
                                "profile_fault",
                                "profile " + id + " failed " + count.sum()
                                        + " times when it was asked whether a message is its own",
                                "update or remove it; its author should see the payload in 'headgate inbox'",
                                false))
                        .metric("profiles.faults." + id, count.sum()));
        return report.build();
    }

    private static void problems(Info info, Report.Builder report) {
        if (!info.disabledBecause().isEmpty()) {
            report.problem(new Problem(
                    "profile_disabled",
                    "profile " + info.id() + " is out of use: " + info.disabledBecause(),
                    "update its bundle, or restart it to try again; its messages wait meanwhile",
                    true));
        }
        if (!info.conflicts().isEmpty()) {
            report.problem(new Problem(
                    "profile_conflict",
                    "profile " + info.id() + " claims messages that are also claimed by "
                            + String.join(", ", info.conflicts()) + "; the higher service.ranking decodes them",
                    "remove one of them, or accept it",
                    false));
        }
    }

    private void changed() {
        listeners.forEach(ProfilesListener::profilesChanged);
    }

    private static List<Hint> index(@Nullable String installed) {
        if (installed == null) {
            return List.of();
        }
        try {
            return Hints.read(Path.of(installed).resolve("profiles.index"));
        } catch (IOException e) {
            LOG.warn("no profile will be suggested from the archive: {}", e.getMessage());
            return List.of();
        }
    }
}
