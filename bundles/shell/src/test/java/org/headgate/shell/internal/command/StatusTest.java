package org.headgate.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {
    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void start() {
        shell = new Shell(folder);
        shell.gateway.reporting(
                "mqtt-door",
                Report.builder()
                        .port("mqtt-door", 1883)
                        .port("mqtt-door.tls", 8883)
                        .fact("clients", "3")
                        .metric("mqtt.connections", 3)
                        .build());
    }

    @Test
    void status_allWell_saysReadyAndExitsZero() {
        Shell.Result result = shell.run("status");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("● ready\n")
                .contains("1883, tls 8883")
                .contains("up 1 h 6 min");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void status_problem_comesBeforeAllElseWithWhatToDo() {
        shell.gateway.troubled("mqtt-source", "broker_unreachable", true);

        Shell.Result result = shell.run("status");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .startsWith("▲ degraded: 1 problem\n")
                .containsSubsequence(
                        "problem  mqtt-source  broker_unreachable",
                        "something is wrong with it",
                        "→ do something about it",
                        "COMPONENT");
    }

    @Test
    void status_warning_staysReady() {
        shell.gateway.troubled("deploy", "bundle_unsigned", false);

        Shell.Result result = shell.run("status");

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("● ready, 1 warning\n");
    }

    @Test
    void statusJson_problem_hasTheDocumentedShape() throws Exception {
        shell.gateway.troubled("mqtt-source", "broker_unreachable", true);

        Shell.Result result = shell.run("status", "--json");

        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out().lines()).hasSize(1);
        assertThat(json.path("state").asText()).isEqualTo("degraded");
        assertThat(json.path("ports").path("mqtt-door").asInt()).isEqualTo(1883);
        assertThat(json.path("problems").path(0).path("bundle").asText()).isEqualTo("mqtt-source");
        assertThat(json.path("problems").path(0).path("code").asText()).isEqualTo("broker_unreachable");
        assertThat(json.path("problems").path(0).path("do").asText()).isEqualTo("do something about it");
        assertThat(json.path("facts").path("mqtt-door").path("clients").asText())
                .isEqualTo("3");
        assertThat(json.path("metrics").path("mqtt.connections").asInt()).isEqualTo(3);
    }

    @Test
    void status_sourceThrows_namesItsBundle() {
        shell.gateway.sources.add(new StatusSource() {
            @Override
            public String component() {
                return "feeds";
            }

            @Override
            public Report report() {
                throw new IllegalStateException("closed");
            }
        });

        Shell.Result result = shell.run("status");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("feeds  status_failed").contains("closed");
    }

    @Test
    void status_frameworkStarting_isNotReady() {
        shell.gateway.started = false;

        assertThat(shell.run("status").out()).contains("shell  starting");
    }

    @Test
    void command_wrongUsage_exitsTwoWithAHint() {
        Shell.Result result = shell.run("status", "--jsn");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--jsn").contains("→ headgate status --help");
    }
}
