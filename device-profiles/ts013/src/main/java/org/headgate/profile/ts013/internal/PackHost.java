package org.headgate.profile.ts013.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.headgate.api.Home;
import org.headgate.api.drop.DropRefused;
import org.headgate.api.drop.DropTaker;
import org.headgate.api.profile.DevicePacks;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.ProfileProperties;
import org.headgate.api.profile.Profiles;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Sandbox;
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

/** Makes a device profile of each pack in {@code deploy/}. */
@Component(
        service = {DropTaker.class, DevicePacks.class, StatusSource.class},
        immediate = true,
        configurationPid = "ts013",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PackHost.Config.class)
public final class PackHost implements DropTaker, DevicePacks, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(PackHost.class);
    private static final int LOOK_MILLIS = 1000;

    /** Configuration of {@code ts013}. */
    @ObjectClassDefinition(
            id = "ts013",
            name = "Device packs",
            description = "Runs LoRaWAN payload codecs (LoRa Alliance TS013) that come as device packs.")
    public @interface Config {
        @AttributeDefinition(
                name = "decode.ms",
                description = "Time of the processor that a codec has for one message, in milliseconds.",
                min = "10",
                max = "900")
        int decode_ms() default 250;

        @AttributeDefinition(
                name = "decode.kib",
                description = "Memory that a codec may use up for one message, kept or not, in KiB.",
                min = "512",
                max = "65536")
        int decode_kib() default 8192;

        @AttributeDefinition(name = "packs.max", description = "How many packs are taken.", min = "1")
        int packs_max() default 200;
    }

    private final BundleContext context;
    private final Limits limits;
    private final int most;
    /** Made for the first pack: Rhino takes memory. Under the lock of this. */
    private @Nullable Sandbox sandbox;

    private final Assignments assignments;
    private final Router router;
    private final Map<String, Running> running = new TreeMap<>();
    private final ScheduledFuture<?> timer;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile String unreadable = "";

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Profiles profiles;

    /** @param file its name in {@code deploy/} */
    private record Running(String file, PackProfile profile, ServiceRegistration<DeviceProfile> registration) {}

    @Activate
    public PackHost(BundleContext context, @Reference ScheduledExecutorService scheduler, Config config) {
        this.context = context;
        this.limits = new Limits(
                Limits.MESSAGE.instructions(), config.decode_ms(), config.decode_kib() * 1024L, Limits.MESSAGE.text());
        this.most = config.packs_max();
        Home home = new Home(Path.of(context.getProperty(Home.PROPERTY)));
        this.assignments = new Assignments(home.conf().resolve("ts013.devices"));
        this.router = new Router(assignments);
        look();
        this.timer = scheduler.scheduleWithFixedDelay(
                () -> CompletableFuture.runAsync(this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void close() {
        timer.cancel(false);
        synchronized (this) {
            running.values().forEach(each -> each.registration().unregister());
            running.clear();
        }
    }

    @Override
    public String suffix() {
        return PackFile.SUFFIX;
    }

    private Sandbox sandbox() {
        Sandbox made = sandbox;
        if (made == null) {
            made = new Sandbox();
            sandbox = made;
        }
        return made;
    }

    @Override
    public synchronized String take(String name, Path file) throws DropRefused, IOException {
        try {
            Loaded loaded = Loaded.check(PackFile.zip(file), sandbox(), limits);
            admit(name, loaded.pack());
            Running before = running.remove(name);
            if (before != null) {
                before.registration().unregister();
            }
            PackProfile profile = new PackProfile(loaded, router, limits, this::outOfUse);
            route(profile);
            running.put(name, new Running(name, profile, register(profile)));
            return loaded.pack().id() + " " + loaded.pack().version();
        } catch (PackFault fault) {
            throw new DropRefused(fault.code(), fault.getMessage(), remedy(fault.code()));
        }
    }

    private static String remedy(String code) {
        return switch (code) {
            case "example_failed" ->
                "Ask its author: the codec does not say what its own example does. 'headgate pack build' on its folder shows it.";
            case "codec_syntax" ->
                "Make the pack with 'headgate pack build', which writes newer JavaScript so that it is understood here.";
            default -> "Correct the pack with 'headgate pack build', and drop it again.";
        };
    }

    private void admit(String name, Pack pack) throws DropRefused {
        for (Running other : running.values()) {
            if (!other.file().equals(name) && other.profile().pack().id().equals(pack.id())) {
                throw new DropRefused(
                        "duplicate",
                        "deploy/" + other.file() + " already holds the pack " + pack.id() + ".",
                        "Keep one of the two files.");
            }
        }
        if (!running.containsKey(name) && running.size() >= most) {
            throw new DropRefused(
                    "packs_full", "There are " + most + " packs already.", "Remove one, or raise ts013.packs.max.");
        }
    }

    private ServiceRegistration<DeviceProfile> register(PackProfile profile) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(ProfileProperties.ID, profile.pack().id());
        properties.put(ProfileProperties.VERSION, profile.pack().version());
        properties.put(ProfileProperties.TITLE, profile.pack().title());
        properties.put(ProfileProperties.TRANSPORTS, new String[] {"mqtt", "lora"});
        return context.registerService(DeviceProfile.class, profile, properties);
    }

    /** Those that run, and one more that is about to. */
    private void route(PackProfile... more) {
        List<Pack> packs = new ArrayList<>();
        running.values().forEach(each -> packs.add(each.profile().pack()));
        for (PackProfile profile : more) {
            packs.add(profile.pack());
        }
        router.packs(packs);
    }

    @Override
    public synchronized void remove(String name) {
        Running gone = running.remove(name);
        if (gone != null) {
            gone.registration().unregister();
            route();
        }
    }

    @Override
    public synchronized List<DevicePacks.Info> list() {
        Collection<String> assigned = assignments.all().values();
        return running.values().stream()
                .map(each -> info(
                        each,
                        Collections.frequency(assigned, each.profile().pack().id())))
                .sorted(Comparator.comparing(DevicePacks.Info::id))
                .toList();
    }

    private static DevicePacks.Info info(Running each, int assigned) {
        PackProfile profile = each.profile();
        Pack pack = profile.pack();
        return new DevicePacks.Info(
                pack.id(),
                pack.version(),
                pack.vendor(),
                pack.model(),
                each.file(),
                profile.examples(),
                assigned,
                profile.decoded.sum(),
                profile.refused());
    }

    private void outOfUse(String pack, String reason) {
        Profiles registry = profiles;
        if (registry != null) {
            registry.disable(pack, reason);
        }
    }

    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            if (assignments.look()) {
                reassigned();
            }
            unreadable = "";
        } catch (IOException e) {
            unreadable = String.valueOf(e.getMessage());
        } finally {
            looking.set(false);
        }
    }

    /** What waits is judged anew once the set of profiles changes: so it does, though they are the same. */
    private synchronized void reassigned() {
        router.forget();
        running.values().stream().findFirst().ifPresent(each -> {
            each.registration().unregister();
            running.put(each.file(), new Running(each.file(), each.profile(), register(each.profile())));
        });
        LOG.info(
                "conf/ts013.devices: {} devices have their pack by the operator's word",
                assignments.all().size());
    }

    @Override
    public String component() {
        return "ts013";
    }

    @Override
    public synchronized Report report() {
        Report.Builder report = Report.builder();
        List<PackProfile> all = running.values().stream().map(Running::profile).toList();
        PackStatus.tell(report, all, assignments, unreadable);
        return report.metric("ts013.packs.limit", most).build();
    }
}
