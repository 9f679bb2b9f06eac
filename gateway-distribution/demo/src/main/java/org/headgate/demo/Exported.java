package org.headgate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What an export holds.
 *
 * @param contributions all of them
 * @param due those from the buyer's first on; what was sealed before he was there is not for him
 * @param replayed of these, by the demo's stations
 * @param last the last sequence
 */
record Exported(long headers, long contributions, long due, long replayed, long last) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Exported read(Path file, List<Replay> replays, long first) throws IOException {
        long headers = 0;
        long contributions = 0;
        long due = 0;
        long replayed = 0;
        long last = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = JSON.readTree(line);
                if (json.path("type").asText().equals("header")) {
                    headers++;
                    continue;
                }
                if (!json.path("type").asText().equals("contribution")) {
                    continue;
                }
                contributions++;
                last = Long.parseLong(json.path("sequence").asText());
                if (last < first) {
                    continue;
                }
                due++;
                String name = json.path("pack").path(0).path("n").asText();
                replayed += replays.stream()
                                .anyMatch(r -> name.startsWith(r.station().urn() + ":"))
                        ? 1
                        : 0;
            }
        }
        return new Exported(headers, contributions, due, replayed, last);
    }
}
