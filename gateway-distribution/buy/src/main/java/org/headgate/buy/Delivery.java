package org.headgate.buy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.api.batch.Address;

/**
 * Writes what comes of a feed: each record once, and proofs once they hold, so that the output can be verified at any time. Proofs that wait for their records are kept beside it. What
 * was written before is taken up again. Safe for any thread.
 */
final class Delivery implements AutoCloseable {
    private static final String SESSION = "headgate/session";

    private final String feed;
    private final RecordFile file;
    private final RecordFile early;
    private final Path checkpoint;
    private final Proving proving;
    private Tally tally;

    /** From where the output is to be read again, and what all before it adds up to. */
    private record Checkpoint(long offset, Tally tally, long verified, long through, long unproven) {
        static final Checkpoint START = new Checkpoint(0, Tally.NONE, 0, 0, 0);
    }

    private Delivery(String feed, RecordFile file, RecordFile early, Path checkpoint, Proving proving, Tally tally) {
        this.feed = feed;
        this.file = file;
        this.early = early;
        this.checkpoint = checkpoint;
        this.proving = proving;
        this.tally = tally;
    }

    /** @param folder for a note that spares reading all of it again @param gateway that must have signed */
    static Delivery open(String feed, Path output, Path folder, Address gateway) throws IOException, Halt {
        Path checkpoint = folder.resolve("verified.json");
        RecordFile file = RecordFile.open(output);
        RecordFile early = RecordFile.open(folder.resolve("proofs.jsonl"));
        Checkpoint from = read(checkpoint, file.size());
        Delivery delivery = new Delivery(
                feed,
                file,
                early,
                checkpoint,
                new Proving(gateway, from.verified(), from.through(), from.unproven()),
                from.tally());
        try {
            file.read(from.offset(), (offset, line) -> delivery.note(offset, line, message(line, output)));
            List<byte[]> held = new ArrayList<>();
            early.read(0, (offset, line) -> held.addAll(delivery.note(0, line, message(line, output))));
            delivery.held(held);
        } catch (IOException | Halt e) {
            delivery.close();
            throw e;
        }
        return delivery;
    }

    private static Checkpoint read(Path checkpoint, long size) throws IOException {
        if (Files.exists(checkpoint)) {
            Checkpoint noted = Books.json().readValue(Files.readAllBytes(checkpoint), Checkpoint.class);
            return noted.offset() <= size ? noted : Checkpoint.START;
        }
        return Checkpoint.START;
    }

    private static JsonNode message(byte[] line, Path output) throws IOException, Halt {
        try {
            return Books.json().readTree(line);
        } catch (JsonProcessingException e) {
            throw new Halt(
                    Halt.FAILED, output + " holds what this command did not write: name another file with --out.");
        }
    }

    /** Takes a message; it is on disk when this returns. What came before is left out. @throws Halt where it cannot be what was signed */
    synchronized void take(String topic, byte[] payload, Map<String, String> properties) throws IOException, Halt {
        ObjectNode message = Books.object().put("topic", topic);
        ObjectNode pairs = message.putObject("properties").putObject("user-properties");
        properties.forEach(pairs::put);
        message.put("payload", new String(payload, StandardCharsets.UTF_8));
        if (topic.equals(records()) && sequence(pairs) <= tally.last()) {
            return;
        }
        String line = message.toString();
        long offset = (topic.equals(proofs()) ? early : file).append(line);
        held(note(offset, line.getBytes(StandardCharsets.UTF_8), message));
    }

    /** The gateway did not keep our place. */
    synchronized void newSession() throws IOException, Halt {
        if (tally.records() > 0) {
            take(SESSION, new byte[0], Map.of());
        }
    }

    synchronized Tally tally() {
        return tally;
    }

    synchronized long verified() {
        return proving.verified();
    }

    synchronized long unproven() {
        return proving.unproven();
    }

    private String records() {
        return "feeds/" + feed + "/records";
    }

    private String proofs() {
        return "feeds/" + feed + "/proofs";
    }

    /** Proofs that hold go to the output. */
    private void held(List<byte[]> proofs) throws IOException {
        for (byte[] line : proofs) {
            file.append(new String(line, StandardCharsets.UTF_8));
        }
        if (!proofs.isEmpty()) {
            save();
        }
        if (early.size() > 0 && !proving.waits()) {
            early.clear();
        }
    }

    private List<byte[]> note(long offset, byte[] line, JsonNode message) throws IOException, Halt {
        String topic = message.path("topic").asText();
        JsonNode pairs = message.path("properties").path("user-properties");
        if (topic.equals(records())) {
            Tally before = tally;
            long sequence = sequence(pairs);
            tally = before.with(sequence, number(pairs, "price"), number(pairs, "charged"));
            return proving.record(new Proving.Row(sequence, offset, line, before));
        }
        if (topic.equals(proofs())) {
            return proving.proof(part(line, message, pairs));
        }
        if (topic.equals(SESSION)) {
            proving.newSession();
        } else {
            gap(message.path("payload").asText());
        }
        return List.of();
    }

    private static Proving.Part part(byte[] line, JsonNode message, JsonNode pairs) throws IOException, Halt {
        JsonNode document;
        try {
            document = Books.json().readTree(message.path("payload").asText());
        } catch (JsonProcessingException e) {
            throw new Halt(Halt.UNPROVEN, "A proof is not JSON: nothing more is paid.");
        }
        JsonNode batch = document.has("header") ? document.path("header") : document.path("feedBatch");
        long highest = 0;
        for (JsonNode sequence : document.path("sequences")) {
            highest = Math.max(highest, sequence.asLong());
        }
        return new Proving.Part(
                number(pairs, "number"),
                (int) Math.max(1, number(pairs, "part")),
                (int) Math.max(1, number(pairs, "parts")),
                number(batch, "firstSequence"),
                number(batch, "lastSequence"),
                highest,
                line);
    }

    private void gap(String payload) throws IOException {
        JsonNode notice = payload.startsWith("{") ? Books.json().readTree(payload) : Books.object();
        if (notice.path("type").asText().equals("gap")) {
            proving.gap(number(notice, "from"), number(notice, "to"));
        }
    }

    private static long sequence(JsonNode pairs) throws Halt {
        long sequence = number(pairs, pairs.has("fseq") ? "fseq" : "seq");
        if (sequence == 0) {
            throw new Halt(Halt.UNPROVEN, "A record came without its sequence: nothing more is paid.");
        }
        return sequence;
    }

    private static long number(JsonNode in, String name) {
        return in.path(name).asLong(0);
    }

    /** Loses nothing where it is lost: it is read again from further ahead then. */
    private void save() throws IOException {
        Proving.Row oldest = proving.oldest();
        if (oldest != null) {
            Proving.Mark mark = proving.mark();
            Checkpoint next =
                    new Checkpoint(oldest.offset(), oldest.before(), mark.verified(), mark.through(), mark.unproven());
            Books.replace(checkpoint, Books.json().writeValueAsBytes(next));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
        early.close();
    }
}
