package org.headgate.shell.internal.command;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.shell.internal.service.Gateway;
import org.headgate.shell.internal.service.GatewayStatus;
import org.headgate.shell.internal.text.Json;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How the gateway is doing. */
@CommandLine.Command(
        name = "status",
        description = {
            "Says how the gateway is doing: problems first, with what to do about them.",
            "Exits 0 where it is ready, 1 where it is degraded, 3 where it does not run."
        },
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate status --json"})
final class Status extends Command {
    @Option(names = "--json", description = "One line of JSON, with all metrics.")
    private boolean json;

    @Option(names = "--metrics", description = "All counters and gauges as well.")
    private boolean metrics;

    Status(Session session) {
        super(session);
    }

    @Override
    int run() {
        GatewayStatus status = GatewayStatus.of(session.gateway());
        if (json) {
            session.out().println(Json.line(json(session.gateway(), status)));
        } else {
            new StatusPage(session, status, metrics).print();
        }
        return status.state() == GatewayStatus.State.READY ? 0 : Commands.FAILED;
    }

    static Map<String, ?> json(Gateway gateway, GatewayStatus status) {
        Map<String, Map<String, String>> facts = new TreeMap<>();
        status.components().forEach((component, report) -> facts.put(component, report.facts()));
        return Json.object(
                "state",
                status.state().name().toLowerCase(Locale.ROOT),
                "version",
                gateway.version(),
                "home",
                gateway.home().root().toString(),
                "pid",
                ProcessHandle.current().pid(),
                "startedAt",
                gateway.startedAt().toString(),
                "ports",
                status.ports(),
                "problems",
                status.problems().stream().map(Status::problem).toList(),
                "facts",
                facts,
                "metrics",
                status.metrics());
    }

    private static Map<String, ?> problem(GatewayStatus.Concern concern) {
        return Json.object(
                "bundle", concern.component(),
                "code", concern.problem().code(),
                "reason", concern.problem().reason(),
                "do", concern.problem().remedy(),
                "degrades", concern.problem().degrades());
    }
}
