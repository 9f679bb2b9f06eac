package org.headgate.deploy.internal.health;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.headgate.api.Home;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.deploy.internal.conf.Configurator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once, in {@code cache/ready}, that everything which was to start has started, or that some of it has not and nothing changes any more. The first word is
 * {@code ready}, {@code degraded} or {@code refused}; the launcher prints the file.
 */
@Component(service = {})
public final class Announcement {
    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);
    private static final int POLL_MILLIS = 50;
    /** How long it may stay as it is before it counts as degraded: by then also a slow machine has got on with its start. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(12);

    /** For the case that something comes and goes. */
    private static final int MOST_MILLIS = 45_000;

    private final BundleContext context;
    private final Configurator configurator;
    private final Path file;
    private final List<StatusSource> sources = new CopyOnWriteArrayList<>();
    private final long startedAt = ManagementFactory.getRuntimeMXBean().getStartTime();
    private final ScheduledFuture<?> timer;
    private Set<String> seen = Set.of();
    private long seenAt = System.nanoTime();

    @Activate
    public Announcement(
            BundleContext context,
            @Reference Configurator configurator,
            @Reference ScheduledExecutorService scheduler) {
        this.context = context;
        this.configurator = configurator;
        this.file =
                new Home(Path.of(context.getProperty(Home.PROPERTY))).cache().resolve("ready");
        this.timer = scheduler.scheduleWithFixedDelay(this::look, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(StatusSource source) {
        sources.add(source);
    }

    void removeSource(StatusSource source) {
        sources.remove(source);
    }

    @Deactivate
    void close() {
        timer.cancel(false);
    }

    private void look() {
        Configurator.State state = configurator.state();
        if (!state.done()) {
            return;
        }
        try {
            if (!state.refused().isEmpty()) {
                timer.cancel(false);
                write("refused: " + String.join("\nrefused: ", state.refused()) + "\n");
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
                return;
            }
            Map<String, Report> reports = new TreeMap<>();
            // With that of deploy itself, which speaks for those that do not run yet.
            sources.forEach(source -> reports.put(source.component(), source.report()));
            if (lasts(reports)
                    || age() > MOST_MILLIS
                    || reports.containsKey("deploy") && !degraded(reports) && portsKnown(state, reports)) {
                timer.cancel(false);
                announce(reports);
            }
        } catch (IOException | BundleException e) {
            LOG.error("The announcement failed: {}", e.toString());
        }
    }

    /** Whether who is there, and what is wrong, has been the same for a while. */
    private boolean lasts(Map<String, Report> reports) {
        Set<String> now = new HashSet<>(reports.keySet());
        reports.forEach((component, report) -> {
            now.addAll(report.ports().keySet());
            report.problems().forEach(problem -> now.add(component + " " + problem.code()));
        });
        if (!now.equals(seen)) {
            seen = now;
            seenAt = System.nanoTime();
        }
        return System.nanoTime() - seenAt > PATIENCE_NANOS;
    }

    private static boolean degraded(Map<String, Report> reports) {
        return reports.values().stream()
                .flatMap(report -> report.problems().stream())
                .anyMatch(Problem::degrades);
    }

    private long age() {
        return System.currentTimeMillis() - startedAt;
    }

    /** Who listens says so only once the socket is bound. */
    private static boolean portsKnown(Configurator.State state, Map<String, Report> reports) {
        return state.configured().entrySet().stream()
                .filter(Map.Entry::getValue)
                .allMatch(entry -> {
                    Report report = reports.get(entry.getKey());
                    return report != null
                            && (report.ports().containsKey(entry.getKey())
                                    || !report.problems().isEmpty());
                });
    }

    private void announce(Map<String, Report> reports) throws IOException {
        List<String> lines = new ArrayList<>();
        Map<String, Integer> ports = new TreeMap<>();
        for (Map.Entry<String, Report> entry : reports.entrySet()) {
            ports.putAll(entry.getValue().ports());
            for (Problem problem : entry.getValue().problems()) {
                lines.add("  " + entry.getKey() + ": " + problem.reason() + " " + problem.remedy());
            }
        }
        String state = degraded(reports) ? "degraded" : "ready";
        String listening = ports.entrySet().stream()
                .map(port -> port.getKey() + " " + port.getValue())
                .collect(Collectors.joining(", "));
        String first = state + " after " + String.format(Locale.ROOT, "%.1f", age() / 1000.0) + " s"
                + (listening.isEmpty() ? "" : ": " + listening);
        LOG.info("{}", first);
        lines.add(0, first);
        write(String.join("\n", lines) + "\n");
    }

    private void write(String text) throws IOException {
        Path temporary = file.resolveSibling("ready.tmp");
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
