package org.headgate.shell.internal.command;

import java.util.List;
import java.util.Map;
import org.headgate.api.market.Passes;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import org.headgate.shell.internal.text.Times;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "list",
        description = "Lists the passes: who may read what, until when.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate pass list --active"})
final class PassList extends Listing {
    @Option(names = "--active", description = "Only those that are worth something now.")
    private boolean active;

    PassList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        List<Passes.Pass> passes = session.need(Passes.class).list().stream()
                .filter(pass -> !active || pass.state().equals("active"))
                .toList();
        Times times = session.times();
        Table table = new Table("PASS", "FEED", "BUYER", "STATE", "FROM", "UNTIL", "REASON");
        passes.forEach(pass -> table.row(
                pass.id(),
                pass.feed(),
                pass.buyer(),
                pass.state(),
                times.at(pass.from()),
                times.at(pass.until()),
                pass.reason()));
        return list(
                passes,
                PassList::json,
                table,
                "No passes. Grant one: " + session.line("pass grant FEED --buyer NAME --for 30d"));
    }

    static Map<String, ?> json(Passes.Pass pass) {
        return Json.object(
                "id", pass.id(),
                "feed", pass.feed(),
                "buyer", pass.buyer(),
                "state", pass.state(),
                "from", pass.from(),
                "until", pass.until(),
                "reason", pass.reason());
    }
}
