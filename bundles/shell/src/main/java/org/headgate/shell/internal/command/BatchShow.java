package org.headgate.shell.internal.command;

import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "show",
        description = "Shows the signed header of a batch.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate batch show 1"})
final class BatchShow extends Command {
    @Parameters(paramLabel = "NUMBER", description = "The batch's number.")
    private long number;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    BatchShow(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        SignedHeader signed = session.need(Batches.class)
                .find(number)
                .orElseThrow(() -> new Refusal("there is no batch " + number, session.line("batch list")));
        if (json) {
            session.out().println(Json.line(BatchText.json(signed)));
            return 0;
        }
        BatchHeader header = signed.header();
        session.out()
                .println("Batch " + header.number() + ": " + BatchText.count(signed) + " contributions, sealed "
                        + session.times().at(header.sealedAt()));
        Table table = new Table("", "");
        table.row("  sequences", header.firstSequence() + " to " + header.lastSequence())
                .row("  lost before", header.lost())
                .row("  root", header.root())
                .row("  hash", signed.hash())
                .row("  previous", header.previous())
                .row("  gateway", header.gateway())
                .row("  signature", BatchText.signature(signed));
        table.lines(session.width()).stream().skip(1).forEach(session.out()::println);
        session.out()
                .println("Export it, to be checked by anyone: "
                        + session.line("export --from " + header.firstSequence() + " --to " + header.lastSequence()
                                + " --format jsonl --out batch-" + header.number() + ".jsonl"));
        return 0;
    }
}
