package org.headgate.shell.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @ParameterizedTest
    @CsvSource({"45s, PT45S", "10m, PT10M", "12h, PT12H", "30d, PT720H", "2w, PT336H", "' 1D ', PT24H"})
    void parse_duration_isRead(String text, Duration expected) {
        assertThat(Times.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "30", "1.5h", "-1d", "30 days", "9999999w"})
    void parse_noDuration_isRefusedWithWhatWasTyped(String text) {
        assertThatThrownBy(() -> Times.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"PT8S, 8 s", "PT12M30S, 12 min", "PT3H12M, 3 h 12 min", "PT2H, 2 h", "PT76H, 3 d 4 h", "PT-1S, 0 s"})
    void span_duration_hasTwoUnitsAtMost(Duration duration, String expected) {
        assertThat(Times.span(duration)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"812, 812 B", "1536, 1.5 KiB", "67108864, 64.0 MiB", "3221225472, 3.0 GiB"})
    void size_bytes_areReadable(long bytes, String expected) {
        assertThat(Text.size(bytes)).isEqualTo(expected);
    }

    @Test
    void at_time_isInTheOperatorsZone() {
        Times times = new Times(ZoneId.of("Asia/Tokyo"));

        assertThat(times.at(1_780_000_000_123L)).isEqualTo("2026-05-29T05:26:40+09:00");
        assertThat(times.at(0)).isEqualTo("–");
    }

    @Test
    void table_columns_areAlignedAndCutAtTheTerminal() {
        Table table = new Table("NAME", ">COUNT", "LAST")
                .row("größe", 7, "x".repeat(40))
                .row("b", 1000, "y");

        assertThat(table.lines(20)).containsExactly("NAME   COUNT  LAST", "größe      7  xxxxx…", "b       1000  y");
    }

    @Test
    void wrap_words_stayWhole() {
        assertThat(Text.wrap("one two three", 8)).containsExactly("one two", "three");
        assertThat(Text.printable("a\u001b[2J\nb")).isEqualTo("a·[2J·b");
    }
}
