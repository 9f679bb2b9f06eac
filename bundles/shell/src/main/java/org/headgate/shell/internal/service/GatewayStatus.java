package org.headgate.shell.internal.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the gateway is doing: what all bundles report, in one.
 *
 * @param components one report a component, by name
 */
public record GatewayStatus(State state, Map<String, Report> components, List<Concern> problems) {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayStatus.class);

    /** Of a gateway that runs. */
    public enum State {
        READY,
        DEGRADED
    }

    /** A problem and the component that has it. */
    public record Concern(String component, Problem problem) {}

    public static GatewayStatus of(Gateway gateway) {
        Map<String, Report> components = new TreeMap<>();
        List<Concern> problems = new ArrayList<>();
        if (!gateway.started()) {
            problems.add(new Concern(
                    "shell",
                    new Problem(
                            "starting",
                            "the gateway is starting or stopping: not everything has reported yet",
                            "ask again in a few seconds",
                            true)));
        }
        for (StatusSource source : gateway.statusSources()) {
            Report report = ask(source);
            components.merge(source.component(), report, GatewayStatus::join);
            report.problems().forEach(p -> problems.add(new Concern(source.component(), p)));
        }
        problems.sort(Comparator.comparing((Concern c) -> !c.problem().degrades())
                .thenComparing(Concern::component)
                .thenComparing(c -> c.problem().code()));
        boolean degraded = problems.stream().anyMatch(c -> c.problem().degrades());
        return new GatewayStatus(degraded ? State.DEGRADED : State.READY, components, List.copyOf(problems));
    }

    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        components.values().forEach(report -> ports.putAll(report.ports()));
        return ports;
    }

    public Map<String, Long> metrics() {
        Map<String, Long> metrics = new TreeMap<>();
        components.values().forEach(report -> metrics.putAll(report.metrics()));
        return metrics;
    }

    private static Report ask(StatusSource source) {
        try {
            return source.report();
        } catch (RuntimeException e) {
            LOG.warn("{} cannot report its status", source.component(), e);
            return Report.builder()
                    .problem(new Problem(
                            "status_failed",
                            "it cannot say how it is doing: " + e,
                            "the log has the details; restart the gateway if its work is affected",
                            true))
                    .build();
        }
    }

    private static Report join(Report one, Report other) {
        Report.Builder joined = Report.builder();
        for (Report report : List.of(one, other)) {
            report.ports().forEach(joined::port);
            report.problems().forEach(joined::problem);
            report.facts().forEach(joined::fact);
            report.metrics().forEach(joined::metric);
        }
        return joined.build();
    }
}
