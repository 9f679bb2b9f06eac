package org.headgate.shell.internal.service;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.headgate.api.Home;
import org.headgate.api.batch.Anchors;
import org.headgate.api.batch.Batches;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.device.Devices;
import org.headgate.api.feed.Feeds;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.Journal;
import org.headgate.api.market.Accounts;
import org.headgate.api.market.Passes;
import org.headgate.api.profile.DevicePacks;
import org.headgate.api.profile.Inbox;
import org.headgate.api.profile.Profiles;
import org.headgate.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway that this bundle runs in. */
@Component
public final class OsgiGateway implements Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(OsgiGateway.class);

    private final BundleContext context;
    private final Home home;
    private final Map<Class<?>, Supplier<@Nullable Object>> services = Map.ofEntries(
            service(Accounts.class, () -> this.accounts),
            service(Anchors.class, () -> this.anchors),
            service(Batches.class, () -> this.batches),
            service(Coverage.class, () -> this.coverage),
            service(DevicePacks.class, () -> this.devicePacks),
            service(DeviceCredentials.class, () -> this.credentials),
            service(Devices.class, () -> this.devices),
            service(Feeds.class, () -> this.feeds),
            service(HeldMessages.class, () -> this.held),
            service(Inbox.class, () -> this.inbox),
            service(Journal.class, () -> this.journal),
            service(Passes.class, () -> this.passes),
            service(Profiles.class, () -> this.profiles));

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Accounts accounts;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Anchors anchors;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Batches batches;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Coverage coverage;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable DevicePacks devicePacks;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable DeviceCredentials credentials;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Devices devices;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Feeds feeds;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable HeldMessages held;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Inbox inbox;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Journal journal;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Passes passes;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Profiles profiles;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<StatusSource> statusSources = List.of();

    @Activate
    public OsgiGateway(BundleContext context) {
        this.context = context;
        this.home = new Home(Path.of(context.getProperty(Home.PROPERTY)));
    }

    @Override
    public <T> Optional<T> find(Class<T> service) {
        Supplier<@Nullable Object> known = services.get(service);
        return known == null ? Optional.empty() : Optional.ofNullable(service.cast(known.get()));
    }

    @Override
    public List<StatusSource> statusSources() {
        return List.copyOf(statusSources);
    }

    @Override
    public Home home() {
        return home;
    }

    @Override
    public Optional<Path> installed() {
        return Optional.ofNullable(context.getProperty(Home.INSTALLED)).map(Path::of);
    }

    @Override
    public String version() {
        return context.getBundle().getVersion().toString();
    }

    @Override
    public Instant startedAt() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    @Override
    public boolean started() {
        return framework().getState() == Bundle.ACTIVE;
    }

    @Override
    public List<InstalledBundle> bundles() {
        return Arrays.stream(context.getBundles())
                .map(b -> new InstalledBundle(
                        String.valueOf(b.getSymbolicName()), b.getVersion().toString(), state(b)))
                .toList();
    }

    @Override
    public void stop() {
        LOG.info("Stopping: an operator asked for it");
        try {
            framework().stop();
        } catch (BundleException e) {
            LOG.warn("Could not begin to stop: {}", e.getMessage());
        }
    }

    private static Map.Entry<Class<?>, Supplier<@Nullable Object>> service(
            Class<?> type, Supplier<@Nullable Object> found) {
        return Map.entry(type, found);
    }

    private Bundle framework() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_ID);
    }

    private static String state(Bundle bundle) {
        boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> fragment ? "fragment" : "resolved";
            case Bundle.INSTALLED -> "installed";
            default -> "uninstalled";
        };
    }
}
