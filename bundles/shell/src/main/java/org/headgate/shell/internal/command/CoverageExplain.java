package org.headgate.shell.internal.command;

import java.util.HexFormat;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.coverage.Coverage.Explanation;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.shell.internal.text.Json;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "explain",
        description = {
            "Says why a sighting holds, or why it does not: each check with its threshold and what was",
            "observed. A sighting is judged some seconds after it came."
        },
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate coverage explain 4711"})
final class CoverageExplain extends Command {
    @Parameters(paramLabel = "SEQ", description = "The sighting's sequence.")
    private long sequence;

    @Option(names = "--json", description = "One line of JSON, with the verdict's canonical CBOR in hex.")
    private boolean json;

    CoverageExplain(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        Explanation told = explanation();
        if (json) {
            session.out()
                    .println(Json.line(Json.object(
                            "sequence", told.sequence(),
                            "heardAt", told.heardAt(),
                            "receiver", told.receiver(),
                            "holds", told.holds(),
                            "lines", told.lines(),
                            "verdict", "0x" + HexFormat.of().formatHex(told.verdict()))));
            return 0;
        }
        session.out()
                .println("Sighting " + told.sequence() + ", heard by " + told.receiver() + " at "
                        + session.times().at(told.heardAt()) + ":");
        told.lines().forEach(line -> session.out().println("  " + line));
        return 0;
    }

    private Explanation explanation() throws Refusal {
        try {
            return session.need(Coverage.class)
                    .explain(sequence)
                    .orElseThrow(() -> new Refusal(
                            "there is no verdict on sequence " + sequence
                                    + ": it is no sighting, came too late to be judged, is not judged yet, or is no longer kept",
                            "what the bundle did: " + session.line("status")));
        } catch (JournalUnavailable e) {
            throw Failures.refusal(e);
        }
    }
}
