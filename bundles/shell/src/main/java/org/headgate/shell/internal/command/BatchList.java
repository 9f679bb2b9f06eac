package org.headgate.shell.internal.command;

import java.util.List;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "list",
        description = "Lists the newest signed batches, or those from a number on.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate batch list --from 1 --max 100"})
final class BatchList extends Listing {
    @Option(
            names = "--from",
            paramLabel = "NUMBER",
            description = "The first batch to list (default: the newest ones).")
    private long from;

    @Option(
            names = "--max",
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int max;

    BatchList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        Batches batches = session.need(Batches.class);
        long newest = batches.last().map(signed -> signed.header().number()).orElse(0L);
        List<SignedHeader> headers = batches.list(from > 0 ? from : Math.max(1, newest - max + 1), max);
        Table table = new Table(">BATCH", ">FROM", ">TO", ">CONTRIBUTIONS", ">LOST", "SEALED", "ROOT");
        headers.forEach(signed -> table.row(
                signed.header().number(),
                signed.header().firstSequence(),
                signed.header().lastSequence(),
                BatchText.count(signed),
                signed.header().lost(),
                session.times().at(signed.header().sealedAt()),
                signed.header().root()));
        return list(
                headers,
                BatchText::json,
                table,
                "No batch is sealed yet: the first follows a minute after the first message.");
    }
}
