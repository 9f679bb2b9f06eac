package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code kill -9}, and a database that comes back at an older state: no number of a batch is signed twice. */
class MarkTest {
    private static final String[] SETTINGS = {
        "mqtt-door.port=0",
        "coap-source.port=0",
        "lora-source.port=0",
        "host-source.interval.seconds=1",
        "batches.seal.age.seconds=3600",
        "batches.seal.forced.seconds=1"
    };

    @Test
    void database_thatComesBackOlder_isFollowedAboveTheMark() throws Exception {
        Path home = Gateway.home("mark");
        Path precious = home.resolve("data/precious.mv.db");
        Path older = home.resolve("older");
        Path kept = home.resolve("kept.jsonl");
        Path after = home.resolve("after.jsonl");
        Gateway gateway = Gateway.start(home, SETTINGS);
        try {
            sealThrough(gateway, 1, kept);
            gateway.kill();
            Files.copy(precious, older);
            gateway = Gateway.start(home, SETTINGS);
            sealThrough(gateway, 4, kept);
            gateway.kill();
            Files.copy(older, precious, StandardCopyOption.REPLACE_EXISTING);

            gateway = Gateway.start(home, SETTINGS);
            assertThat(problems(gateway)).contains("chain_hole");
            sealThrough(gateway, 5, after);
            assertThat(verify(after).output()).contains("batch_gap: headers 2 to 3 are missing");
            assertThat(verify(after, kept).exitCode()).isZero();
            gateway.kill();

            Files.delete(precious);
            Files.writeString(home.resolve("data/marks/batches"), "torn");
            gateway = Gateway.launch(home, SETTINGS).awaitUp();
            awaitProblem(gateway, true);
            Files.delete(home.resolve("data/marks/batches"));
            awaitProblem(gateway, false);
        } finally {
            gateway.close();
        }
    }

    private static void sealThrough(Gateway gateway, long batch, Path export) {
        await().until(() -> {
            Files.deleteIfExists(export);
            gateway.ask("export", "--from", "1", "--to", "1000000000", "--format", "jsonl", "--out", export.toString());
            return last(gateway) >= batch;
        });
        assertThat(last(gateway)).isEqualTo(batch);
    }

    private static long last(Gateway gateway) {
        try {
            return gateway.status()
                    .path("facts")
                    .path("batches")
                    .path("batches.last")
                    .asLong();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitProblem(Gateway gateway, boolean there) {
        await().until(() -> problems(gateway).contains("mark_unreadable") == there);
    }

    private static List<String> problems(Gateway gateway) throws IOException, InterruptedException {
        List<String> codes = new ArrayList<>();
        for (JsonNode problem : gateway.status().path("problems")) {
            codes.add(problem.path("code").asText());
        }
        return codes;
    }

    private static Gateway.Finished verify(Path... files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Gateway.INSTALLED + "/bin/headgate", "verify"));
        for (Path file : files) {
            command.add(file.toString());
        }
        return Gateway.finish(command);
    }
}
