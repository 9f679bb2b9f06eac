package org.headgate.host.source.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.headgate.api.Home;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the router itself, at a fixed interval. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = HostSource.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HostSource.Config.class)
public final class HostSource implements StatusSource {
    static final String NAME = "host-source";
    private static final Logger LOG = LoggerFactory.getLogger(HostSource.class);

    private final Intake intake;
    private final Path root;
    private final List<Probe> probes;
    private final String machine;
    private final Counters counters = new Counters();
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong left = new AtomicLong();
    private final AtomicInteger refusedInARow = new AtomicInteger();
    private final ScheduledFuture<?> timer;
    private volatile @Nullable Problem problem;

    @Activate
    public HostSource(
            @Reference Intake intake,
            @Reference ScheduledExecutorService scheduler,
            BundleContext context,
            Config config) {
        this(intake, scheduler, new Home(Path.of(context.getProperty(Home.PROPERTY))).data(), config);
    }

    HostSource(Intake intake, ScheduledExecutorService scheduler, Path data, Config config) {
        this.intake = intake;
        this.root = Path.of(config.root());
        this.machine = MachineName.of(root);
        this.probes = List.of(
                new SystemProbe(),
                new MemoryProbe(),
                new NetworkProbe(patterns(config.interfaces_skip())),
                new WirelessProbe(),
                new ThermalProbe(),
                new DiskProbe(data));
        long interval = Math.max(1, config.interval_seconds());
        this.timer = scheduler.scheduleWithFixedDelay(this::round, 1, interval, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        timer.cancel(false);
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder()
                .fact("device", DeviceUrn.named(HostProfile.ID, machine))
                .metric(NAME + ".rounds", rounds.get())
                .metric(NAME + ".refused", refused.get())
                .metric(NAME + ".left", left.get());
        Problem current = problem;
        if (current != null) {
            report.problem(current);
        }
        return report.build();
    }

    private void round() {
        try {
            Sample sample = measure();
            if (sample.readings().isEmpty()) {
                problem = new Problem(
                        "nothing_to_measure",
                        "no known file of /proc or /sys below " + root + " can be read",
                        "set host-source.root to the folder that holds proc and sys",
                        true);
                return;
            }
            Message message = new Message(
                    HostProfile.ID,
                    NAME,
                    HostProfile.ADDRESS,
                    machine,
                    Trust.TRANSPORT,
                    HostProfile.CONTENT_TYPE,
                    sample.payload(),
                    System.currentTimeMillis(),
                    null);
            intake.accept(message).thenAccept(this::done);
            rounds.incrementAndGet();
        } catch (RuntimeException e) {
            LOG.warn("A round of measurements failed: {}", e.toString());
        }
    }

    private Sample measure() {
        counters.round(System.nanoTime());
        Sample sample = new Sample(counters);
        for (Probe probe : probes) {
            try {
                probe.read(root, sample);
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} found nothing: {}", probe.getClass().getSimpleName(), e.toString());
            }
        }
        left.addAndGet(sample.left());
        return sample;
    }

    private void done(Outcome outcome) {
        if (!(outcome instanceof Outcome.Refused)) {
            refusedInARow.set(0);
        }
        if (outcome instanceof Outcome.Refused no) {
            refused.incrementAndGet();
            if (refusedInARow.incrementAndGet() == 1) {
                return;
            }
            problem = new Problem(
                    "reading_refused",
                    "the latest rounds were not taken: " + no.reason() + " (" + no.code() + ")",
                    "see the status of intake; the next round is taken when it recovers",
                    false);
        } else if (outcome instanceof Outcome.Quarantined bad) {
            problem = new Problem(
                    "reading_quarantined",
                    "the latest round was set aside: " + bad.reason() + " (" + bad.code() + ")",
                    "look at it with 'headgate quarantine list'",
                    false);
        } else {
            problem = null;
        }
    }

    private static Predicate<String> patterns(String[] skipped) {
        return name -> Arrays.stream(skipped)
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }

    @ObjectClassDefinition(
            name = "Host source",
            description = "The router's own measurements: load, memory, network, temperature, disk, wireless link.")
    @interface Config {
        @AttributeDefinition(name = "Interval", description = "Seconds between two rounds of measurements.")
        int interval_seconds() default 60;

        @AttributeDefinition(
                name = "Root",
                description = "Folder that holds proc, sys and etc; another one than / inside a container.")
        String root() default "/";

        @AttributeDefinition(
                name = "Interfaces to skip",
                description = "Network interfaces that are not measured; a * at the end stands for any rest.")
        String[] interfaces_skip() default {"lo", "veth*", "docker*", "ifb*", "dummy*"};
    }
}
