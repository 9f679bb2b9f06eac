package org.headgate.profiles.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.headgate.api.Home;
import org.headgate.api.message.Message;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.Profiles;
import org.headgate.api.profile.ProfilesListener;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
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
        service = {Profiles.class, StatusSource.class},
        immediate = true,
        configurationPid = "profiles",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ProfilesComponent.Config.class)
public final class ProfilesComponent implements Profiles, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(ProfilesComponent.class);

    private final ProfileRegistry registry;
    private final Hints hints;
    private final List<ProfilesListener> listeners = new CopyOnWriteArrayList<>();

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
    }

    @Activate
    public ProfilesComponent(BundleContext context, Config config) {
        this.registry = new ProfileRegistry(config.cache_kib() * 1024L);
        this.hints = new Hints(Hints.notRunning(context), index(context.getProperty(Home.INSTALLED)));
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
                .metric("profiles.cache.dropped", registry.dropped());
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
