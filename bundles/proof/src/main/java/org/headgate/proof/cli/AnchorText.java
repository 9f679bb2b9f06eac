package org.headgate.proof.cli;

import java.time.Instant;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.headgate.proof.AnchoredBatches;

/** What was found of anchors, for people. */
final class AnchorText {
    private static final String NAME = "anchors";

    private final BiConsumer<String, String> line;

    /** @param line takes a name and a value */
    AnchorText(BiConsumer<String, String> line) {
        this.line = line;
    }

    void print(AnchorCheck anchors) {
        if (!anchors.obstacle().isEmpty()) {
            line.accept(NAME, "NOT CHECKED, the chain cannot be asked: " + anchors.obstacle());
        } else if (anchors.asked()) {
            anchors.noted().forEach(this::noted);
        }
        if (!anchors.elsewhere().isEmpty()) {
            elsewhere(anchors);
        }
        if (anchors.asked()
                && anchors.obstacle().isEmpty()
                && !anchors.unanchored().isEmpty()) {
            line.accept(
                    "not anchored",
                    "batches " + Ranges.of(anchors.unanchored()) + "  (on " + anchors.network()
                            + ": nothing shows when they were sealed)");
        }
    }

    private void noted(AnchorCheck.Noted noted) {
        line.accept(
                NAME,
                "batches " + Ranges.of(noted.batches().numbers()) + " noted at " + Instant.ofEpochSecond(noted.at())
                        + " on " + noted.batches().network()
                        + (noted.trusted()
                                ? ""
                                : "  (contract " + noted.contract() + " as the files say; pin it with --eas)"));
    }

    private void elsewhere(AnchorCheck anchors) {
        TreeSet<Long> numbers = new TreeSet<>();
        anchors.elsewhere().forEach(batches -> numbers.addAll(batches.numbers()));
        String networks = anchors.elsewhere().stream()
                .map(AnchoredBatches::network)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        line.accept(
                anchors.obstacle().isEmpty() ? "not checked" : "",
                "that " + networks + " noted batches " + Ranges.of(numbers)
                        + (anchors.obstacle().isEmpty() ? "; ask it with --rpc URL" : ""));
    }
}
