package org.headgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void arguments_complete_areRead() throws Refusal {
        Options options = Options.parse(
                List.of("run", "--home=/h", "--installed", "/i", "--set", "mqtt-door.tls.port=0", "--set=a.b=c=d"));

        assertThat(options.command()).isEqualTo("run");
        assertThat(options.home()).hasToString("/h");
        assertThat(options.settings()).containsEntry("mqtt-door.tls.port", "0").containsEntry("a.b", "c=d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x=1", ".x=1", "a.=1", "a=b.c"})
    void setting_malformed_isWrongUsage(String setting) {
        assertThatThrownBy(() -> Options.parse(List.of("run", "--home", "/h", "--installed", "/i", "--set", setting)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(2))
                .hasMessageContaining("COMPONENT.KEY=VALUE");
    }

    @Test
    void option_unknown_isWrongUsage() {
        assertThatThrownBy(() -> Options.parse(List.of("run", "--port", "3"))).hasMessageContaining("--port");
    }
}
