package org.headgate.shell.internal.command;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.coverage.Coverage.Form;
import org.headgate.api.journal.JournalUnavailable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "map",
        description = {
            "Draws the cells in which something was heard.",
            "Where it is known where signals come from those cells are drawn, over those of the receivers.",
            "Needs no network."
        },
        sortOptions = false,
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate coverage map --png coverage.png --geojson coverage.geojson --last 7d"})
final class CoverageDraw extends Command {
    @Option(names = "--png", paramLabel = "FILE", description = "A picture, north up; red is strong, blue is weak.")
    private @Nullable String png;

    @Option(
            names = "--geojson",
            paramLabel = "FILE",
            description = "Polygons with what was heard in each (RFC 7946), for any map program.")
    private @Nullable String geoJson;

    @Option(
            names = "--last",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "How far back, in whole hours (default: ${DEFAULT-VALUE}).")
    private Duration last = Duration.ofHours(24);

    CoverageDraw(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, IOException {
        if (png == null && geoJson == null) {
            throw Refusal.usage(
                    "nothing to write: neither --png nor --geojson is given", session.line("coverage map --help"));
        }
        Coverage coverage = session.need(Coverage.class);
        long now = System.currentTimeMillis();
        List<String> written = new ArrayList<>();
        write(coverage, Form.PNG, png, now, written);
        write(coverage, Form.GEOJSON, geoJson, now, written);
        session.out().println("wrote " + String.join(" and ", written));
        return 0;
    }

    private void write(Coverage coverage, Form form, @Nullable String file, long now, List<String> written)
            throws Refusal, IOException {
        if (file == null) {
            return;
        }
        try {
            byte[] drawn = coverage.map(form, now - last.toMillis(), now + 1);
            session.file(session.path(file), false, body -> body.write(drawn));
            written.add(file);
        } catch (JournalUnavailable e) {
            throw Failures.refusal(e);
        }
    }
}
