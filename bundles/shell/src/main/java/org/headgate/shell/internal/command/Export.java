package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.headgate.api.batch.Anchors;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.shell.internal.export.BatchExport;
import org.headgate.shell.internal.export.ExportFormat;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "export",
        description = {
            "Writes contributions with their signed batch headers and proofs, for anyone to check.",
            "What is not sealed yet is sealed first; a range beyond the end is clipped. Progress goes to",
            "standard error."
        },
        sortOptions = false,
        optionListHeading = "%n",
        footer = {
            "",
            "Example:",
            "  headgate export --from 1 --to 5000 --format jsonl --out export.jsonl",
            "  headgate export --from 1 --to 5000 --format cbor > export.cbor"
        })
final class Export extends Command {
    @Option(names = "--from", required = true, paramLabel = "SEQ", description = "The first sequence.")
    private long from;

    @Option(names = "--to", required = true, paramLabel = "SEQ", description = "The last sequence.")
    private long to;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "jsonl (JSON lines) or cbor (a CBOR sequence).")
    private ExportFormat format = ExportFormat.JSONL;

    @Option(names = "--out", paramLabel = "FILE", description = "The file (default: standard output).")
    private String out = "";

    Export(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, IOException, InterruptedException {
        Journal journal = session.need(Journal.class);
        Batches batches = session.need(Batches.class);
        if (from < 1 || to < from) {
            throw Refusal.usage(
                    "--from " + from + " --to " + to + " is no range: sequences count from 1",
                    session.line("export --help"));
        }
        long end = Math.min(to, sealedEnd(journal, batches));
        if (from > end) {
            throw new Refusal(
                    "the sequence ends at " + end + ": nothing is there from " + from + " on",
                    session.line("batch list"));
        }
        BatchExport export = new BatchExport(
                journal,
                batches,
                session.gateway().find(Anchors.class).orElse(null),
                from,
                end,
                new Progress(session, end - from + 1));
        if (out.isEmpty()) {
            write(export, session.raw());
        } else {
            session.file(session.path(out), false, body -> write(export, body));
        }
        summary(export, end);
        return 0;
    }

    private void write(BatchExport export, OutputStream body) throws IOException, Refusal {
        try {
            export.write(format, body);
        } catch (JournalUnavailable e) {
            throw Failures.refusal(e);
        }
    }

    private long sealedEnd(Journal journal, Batches batches) throws Refusal, InterruptedException {
        long sealed = batches.last().map(Export::lastSequence).orElse(0L);
        if (sealed >= to || sealed >= journal.next() - 1) {
            return sealed;
        }
        session.err().println("sealing what is not sealed yet …");
        return session.await(batches.seal()).map(Export::lastSequence).orElse(0L);
    }

    private static long lastSequence(SignedHeader signed) {
        return signed.header().lastSequence();
    }

    private void summary(BatchExport export, long end) {
        session.err()
                .println("exported " + export.contributions() + " contributions of " + export.headers()
                        + " batches, sequences " + from + " to " + end);
        if (export.gone() > 0) {
            session.err()
                    .println(
                            "  " + export.gone()
                                    + " contributions are no longer kept, or lie in a batch that is no longer whole: left out; their headers are there");
        }
        if (export.missing() > 0) {
            session.err()
                    .println(
                            "  " + export.missing()
                                    + " headers are lost: verify says which; who recorded them gives them to verify too, who has not accepts it with --headers-missing");
        }
        if (!out.isEmpty()) {
            Path file = session.path(out);
            session.err()
                    .println("check it, without a gateway, with: headgate verify "
                            + MosquittoOptions.quote(file.toString()));
        }
    }
}
