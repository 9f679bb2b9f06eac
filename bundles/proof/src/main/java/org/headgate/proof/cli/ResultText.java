package org.headgate.proof.cli;

import java.io.PrintStream;
import org.headgate.proof.AnchoredBatches;
import org.headgate.proof.FeedRecords;
import org.headgate.proof.FeedRecords.Range;
import org.headgate.proof.Finding;
import org.headgate.proof.Verification;

/** A result for people. */
final class ResultText {
    private final PrintStream out;
    private final boolean pinned;

    /** @param pinned whether the gateway's address was given */
    ResultText(PrintStream out, boolean pinned) {
        this.out = out;
        this.pinned = pinned;
    }

    void print(Verification result, AnchorCheck anchors) {
        for (Finding finding : result.findings()) {
            out.println("FAILED  " + finding);
        }
        if (result.failures() > result.findings().size()) {
            out.println("FAILED  and " + (result.failures() - result.findings().size()) + " more");
        }
        for (AnchoredBatches batches : anchors.refuted()) {
            out.println("FAILED  anchor_not_noted: the files say that " + batches.network() + " noted the root "
                    + batches.root() + " over batches " + Ranges.of(batches.numbers()) + ", and it did not");
        }
        line(
                "gateway",
                (result.gateways().isEmpty() ? "none" : String.join(", ", result.gateways()))
                        + (pinned ? "  (as expected)" : "  (as the files say; pin it with --gateway)"));
        line("batches", result.headers() + range(result.firstBatch(), result.lastBatch()));
        line(
                "contributions",
                result.contributions() + " proven" + range(result.firstSequence(), result.lastSequence()));
        if (result.feedBatches() > 0) {
            line("feed batches", result.feedBatches() + ", with " + result.rows() + " rows proven");
        }
        result.feeds().forEach(this::feed);
        line("lost", result.lost() + (result.lost() == 0 ? "" : " declared by the gateway, accepted"));
        if (result.missing() > 0) {
            line(
                    "missing",
                    result.missing() + (result.missing() == 1 ? " header" : " headers")
                            + ", accepted: what was in their batches is not checked");
        }
        if (result.others() > 0) {
            line("not checked", result.others() + " messages that are neither records nor proofs");
        }
        new AnchorText(this::line).print(anchors);
        out.println(verdict(result, anchors.refuted().size()));
    }

    private void feed(FeedRecords feed) {
        line(
                feed.feed().isEmpty() ? "records" : "feed " + feed.feed(),
                count(feed.proven()) + " proven, " + count(feed.waiting()) + " not yet"
                        + (feed.derived() ? "  (rows, by fseq)" : ""));
    }

    private void line(String name, String value) {
        out.printf("%-14s %s%n", name, value);
    }

    private static String verdict(Verification result, int refuted) {
        long failures = result.failures() + refuted;
        if (failures > 0) {
            return failures + (failures == 1 ? " check failed" : " checks failed");
        }
        if (!result.holds()) {
            return result.waiting() > 0
                    ? "nothing proven yet: proofs come after each seal, record for a minute or two more"
                    : "nothing to verify: no header, no contribution, no proof";
        }
        return result.waiting() == 0 ? "all holds" : "all holds so far: " + result.waiting() + " wait for their proof";
    }

    private static String count(Range range) {
        return range.count() + range(range.first(), range.last());
    }

    private static String range(long first, long last) {
        return first == 0 ? "" : " (" + first + " to " + last + ")";
    }
}
