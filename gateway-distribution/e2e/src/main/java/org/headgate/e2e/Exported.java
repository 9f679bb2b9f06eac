package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that a gateway kept, exported, and verified without it. */
record Exported(List<Row> rows, String verified) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One record of a contribution that has a number. @param name without its unit: {@code <urn>:<quantity>} */
    record Row(long sequence, String name, double value) {}

    /** @throws IllegalStateException if it does not verify, or is not in the order of the sequence */
    static Exported of(Gateway gateway) throws IOException, InterruptedException {
        Exported exported = asItIs(gateway);
        if (exported.failed().findAny().isPresent()) {
            throw new IllegalStateException("it does not verify: " + exported.verified());
        }
        return exported;
    }

    /** @throws IllegalStateException if it is not in the order of the sequence */
    static Exported asItIs(Gateway gateway) throws IOException, InterruptedException {
        Path file = Files.createTempFile(gateway.home, "export", ".jsonl");
        gateway.command("export", "--from", "1", "--to", "1000000000", "--format", "jsonl", "--out", file.toString());
        Gateway.Finished verified =
                Gateway.finish(List.of(Gateway.INSTALLED + "/bin/headgate", "verify", file.toString()));
        Map<String, String> names = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        long before = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = JSON.readTree(line);
                if (!json.get("type").asText().equals("contribution")) {
                    continue;
                }
                long sequence = json.get("sequence").asLong();
                if (sequence <= before) {
                    throw new IllegalStateException("sequence " + sequence + " comes behind " + before);
                }
                before = sequence;
                for (JsonNode record : json.get("pack")) {
                    String name = names.computeIfAbsent(record.get("n").asText(), n -> n);
                    rows.add(new Row(sequence, name, record.path("v").asDouble()));
                }
            }
        }
        Files.delete(file);
        if (verified.exitCode() != 0 && !verified.output().contains("FAILED")) {
            throw new IllegalStateException("verify: " + verified.output());
        }
        return new Exported(rows, verified.output());
    }

    /** The checks of the verifier that failed, a line each. */
    Stream<String> failed() {
        return verified.lines().filter(line -> line.startsWith("FAILED"));
    }

    /** In the order of the sequence: the number values of one quantity of one device. */
    List<Long> values(String name) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .map(row -> (long) row.value())
                .toList();
    }

    List<Long> sequences(String nameBegins) {
        return rows.stream()
                .filter(row -> row.name().startsWith(nameBegins))
                .map(Row::sequence)
                .distinct()
                .toList();
    }
}
