package org.headgate.shell.internal.command;

import org.headgate.api.coverage.Coverage;
import org.headgate.api.journal.JournalUnavailable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "compare",
        description = {
            "Judges sightings by two rule sets and says where they differ.",
            "At most the first 20,000 sightings of the range. Beacons that were announced are not looked at."
        },
        sortOptions = false,
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate coverage compare --from 1 --to 100000"})
final class CoverageCompare extends Command {
    @Option(names = "--from", defaultValue = "1", paramLabel = "SEQ", description = "The first sequence (default: 1).")
    private long from;

    @Option(names = "--to", paramLabel = "SEQ", description = "The last sequence (default: the newest).")
    private long to = Long.MAX_VALUE;

    @Option(
            names = "--first",
            defaultValue = "headgate-1",
            paramLabel = "RULES",
            description = "One rule set (default: ${DEFAULT-VALUE}).")
    private String first = "headgate-1";

    @Option(
            names = "--second",
            defaultValue = "helium-1",
            paramLabel = "RULES",
            description = "The other (default: ${DEFAULT-VALUE}).")
    private String second = "helium-1";

    CoverageCompare(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        try {
            session.need(Coverage.class)
                    .compare(first, second, from, to)
                    .forEach(line -> session.out().println(line));
            return 0;
        } catch (JournalUnavailable | IllegalArgumentException e) {
            throw Failures.refusal(e);
        }
    }
}
