package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that a gateway kept, exported, and verified without it. */
record Exported(List<Row> rows) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One record of a contribution. @param name without its unit: {@code <urn>:<quantity>} */
    record Row(long sequence, String name, JsonNode value) {}

    static Exported of(Gateway gateway) throws IOException, InterruptedException {
        Path file = Files.createTempFile(gateway.home, "export", ".jsonl");
        gateway.command("export", "--from", "1", "--to", "1000000000", "--format", "jsonl", "--out", file.toString());
        Gateway.Finished verified =
                Gateway.finish(List.of(Gateway.INSTALLED + "/bin/headgate", "verify", file.toString()));
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        List<Row> rows = new ArrayList<>();
        long before = 0;
        for (String line : Files.readAllLines(file)) {
            JsonNode json = JSON.readTree(line);
            if (json.get("type").asText().equals("contribution")) {
                long sequence = json.get("sequence").asLong();
                assertThat(sequence).isGreaterThan(before);
                before = sequence;
                for (JsonNode record : json.get("pack")) {
                    rows.add(new Row(sequence, record.get("n").asText(), record));
                }
            }
        }
        return new Exported(rows);
    }

    /** In the order of the sequence: the number values of one quantity of one device. */
    List<Long> values(String name) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .map(row -> row.value().get("v").asLong())
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
