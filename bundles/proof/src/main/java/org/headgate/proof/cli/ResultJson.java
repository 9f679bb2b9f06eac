package org.headgate.proof.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedSet;
import org.headgate.proof.AnchoredBatches;
import org.headgate.proof.FeedRecords;
import org.headgate.proof.Finding;
import org.headgate.proof.Verification;

/** A result as one JSON object; 64-bit integers are decimal strings. */
final class ResultJson {
    private ResultJson() {}

    static void write(Verification result, AnchorCheck anchors, PrintStream out) {
        try (JsonGenerator json =
                new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeBooleanField("holds", result.holds() && anchors.refuted().isEmpty());
            json.writeArrayFieldStart("gateways");
            for (String gateway : result.gateways()) {
                json.writeString(gateway);
            }
            json.writeEndArray();
            number(json, "batches", result.headers());
            number(json, "firstBatch", result.firstBatch());
            number(json, "lastBatch", result.lastBatch());
            number(json, "contributions", result.contributions());
            number(json, "firstSequence", result.firstSequence());
            number(json, "lastSequence", result.lastSequence());
            number(json, "lost", result.lost());
            number(json, "missing", result.missing());
            number(json, "feedBatches", result.feedBatches());
            number(json, "rows", result.rows());
            number(json, "waiting", result.waiting());
            number(json, "others", result.others());
            json.writeArrayFieldStart("feeds");
            for (FeedRecords feed : result.feeds()) {
                write(json, feed);
            }
            json.writeEndArray();
            write(json, anchors);
            number(json, "failures", result.failures());
            json.writeArrayFieldStart("findings");
            for (Finding finding : result.findings()) {
                write(json, finding);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    private static void write(JsonGenerator json, FeedRecords feed) throws IOException {
        json.writeStartObject();
        json.writeStringField("feed", feed.feed());
        json.writeBooleanField("derived", feed.derived());
        range(json, "proven", feed.proven());
        range(json, "waiting", feed.waiting());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, AnchorCheck anchors) throws IOException {
        json.writeObjectFieldStart("anchors");
        json.writeStringField("network", anchors.network());
        json.writeStringField("obstacle", anchors.obstacle());
        json.writeArrayFieldStart("noted");
        for (AnchorCheck.Noted noted : anchors.noted()) {
            json.writeStartObject();
            root(json, noted.batches());
            json.writeStringField("askedContract", noted.contract().toString());
            number(json, "notedAt", noted.at());
            json.writeEndObject();
        }
        json.writeEndArray();
        roots(json, "notNoted", anchors.refuted());
        roots(json, "notChecked", anchors.elsewhere());
        ranges(json, "batchesWithout", anchors.unanchored());
        json.writeEndObject();
    }

    private static void roots(JsonGenerator json, String name, List<AnchoredBatches> roots) throws IOException {
        json.writeArrayFieldStart(name);
        for (AnchoredBatches root : roots) {
            json.writeStartObject();
            root(json, root);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void root(JsonGenerator json, AnchoredBatches batches) throws IOException {
        json.writeStringField("network", batches.network());
        json.writeStringField("contract", batches.contract().toString());
        json.writeStringField("root", batches.root().toString());
        ranges(json, "batches", batches.numbers());
    }

    private static void ranges(JsonGenerator json, String name, SortedSet<Long> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (Ranges.Range range : Ranges.of(numbers).ranges()) {
            json.writeStartObject();
            number(json, "first", range.first());
            number(json, "last", range.last());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void range(JsonGenerator json, String name, FeedRecords.Range range) throws IOException {
        json.writeObjectFieldStart(name);
        number(json, "count", range.count());
        number(json, "first", range.first());
        number(json, "last", range.last());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("code", finding.code());
        json.writeStringField("message", finding.message());
        json.writeStringField("source", finding.source());
        number(json, "line", finding.line());
        number(json, "batch", finding.batch());
        number(json, "sequence", finding.sequence());
        json.writeStringField("expected", finding.expected());
        json.writeStringField("observed", finding.observed());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, long value) throws IOException {
        json.writeStringField(name, Long.toString(value));
    }
}
