package org.headgate.shell.internal.command;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.headgate.api.status.Report;
import org.headgate.shell.internal.service.Gateway;
import org.headgate.shell.internal.service.GatewayStatus;
import org.headgate.shell.internal.service.GatewayStatus.Concern;
import org.headgate.shell.internal.text.Table;
import org.headgate.shell.internal.text.Text;
import org.headgate.shell.internal.text.Times;

/** The status as an operator reads it: first whether all is well, then what is not, then the rest. */
final class StatusPage {
    private static final int DEFAULT_WIDTH = 100;
    private static final String INDENT = "    ";

    private final Session session;
    private final GatewayStatus status;
    private final boolean metrics;
    private final PrintStream out;
    private final int width;

    StatusPage(Session session, GatewayStatus status, boolean metrics) {
        this.session = session;
        this.status = status;
        this.metrics = metrics;
        this.out = session.out();
        this.width = session.width() == 0 ? DEFAULT_WIDTH : Math.max(session.width(), 40);
    }

    void print() {
        headline();
        status.problems().forEach(this::problem);
        components();
        facts();
        if (metrics) {
            metrics();
        }
    }

    private void headline() {
        Gateway gateway = session.gateway();
        long failing =
                status.problems().stream().filter(c -> c.problem().degrades()).count();
        long warnings = status.problems().size() - failing;
        out.println(
                switch (status.state()) {
                    case READY -> "● ready" + (warnings == 0 ? "" : ", " + count(warnings, "warning"));
                    case DEGRADED ->
                        "▲ degraded: " + count(failing, "problem")
                                + (warnings == 0 ? "" : ", " + count(warnings, "warning"));
                });
        out.println("  Headgate " + gateway.version() + ", up "
                + Times.span(Duration.between(gateway.startedAt(), Instant.now())) + ", process "
                + ProcessHandle.current().pid() + ", home " + gateway.home().root());
    }

    private void problem(Concern concern) {
        out.println();
        out.println((concern.problem().degrades() ? "  problem  " : "  warning  ") + concern.component() + "  "
                + concern.problem().code());
        Text.wrap(concern.problem().reason(), width - INDENT.length()).forEach(line -> out.println(INDENT + line));
        List<String> remedy = Text.wrap(concern.problem().remedy(), width - INDENT.length() - 2);
        for (int i = 0; i < remedy.size(); i++) {
            out.println(INDENT + (i == 0 ? "→ " : "  ") + remedy.get(i));
        }
    }

    private void components() {
        Table table = new Table("  COMPONENT", "PORTS", "STATE");
        status.components().forEach((name, report) -> table.row("  " + name, ports(name, report), state(report)));
        out.println();
        table.lines(session.width()).forEach(out::println);
    }

    private static String ports(String component, Report report) {
        return report.ports().entrySet().stream()
                .map(port -> port.getKey().equals(component)
                        ? String.valueOf(port.getValue())
                        : port.getKey().replaceFirst("^" + java.util.regex.Pattern.quote(component) + "\\.", "") + " "
                                + port.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String state(Report report) {
        boolean degrades = report.problems().stream().anyMatch(p -> p.degrades());
        return degrades ? "problem" : report.problems().isEmpty() ? "ok" : "warning";
    }

    private void facts() {
        Table table = new Table("", "", "");
        status.components().forEach((name, report) -> {
            String component = name;
            for (Map.Entry<String, String> fact : report.facts().entrySet()) {
                table.row("  " + component, fact.getKey(), fact.getValue());
                component = "";
            }
        });
        table.lines(session.width()).forEach(out::println);
    }

    private void metrics() {
        Table table = new Table("  METRIC", ">VALUE");
        status.metrics().forEach((name, value) -> table.row("  " + name, value));
        out.println();
        table.lines(session.width()).forEach(out::println);
    }

    private static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
