package org.headgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogsTest {
    private static final String FORGED =
            "barn\r\n2026-01-01T00:00:00Z INFO devices: all is well\u001b[2J\u0007\u202e\u009b";

    @Test
    void message_withControlCharacters_staysOneLineAndCommandsNoTerminal() {
        String line = new Logs.OneLine().format(new LogRecord(Level.INFO, FORGED));

        assertThat(line.lines()).hasSize(1);
        assertThat(line)
                .contains("barn\\r\\n2026-01-01")
                .contains("\\u001b[2J\\u0007\\u202e\\u009b")
                .doesNotContain("\u001b")
                .endsWith("\n");
    }

    @Test
    void stackTrace_withControlCharacters_looksLikeNoLineOfOurs() {
        LogRecord entry = new LogRecord(Level.WARNING, "failed");
        entry.setThrown(new IllegalStateException(FORGED, new IllegalArgumentException(FORGED)));

        String text = new Logs.OneLine().format(entry);

        assertThat(text.lines().skip(1))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("\t"));
        assertThat(text).doesNotContain("\u001b").contains("LogsTest.java");
    }

    @Test
    void umlautsAndTabs_stayAsTheyAre() {
        assertThat(new Logs.OneLine().format(new LogRecord(Level.INFO, "Küche\t😀")))
                .contains("Küche\t😀");
    }
}
