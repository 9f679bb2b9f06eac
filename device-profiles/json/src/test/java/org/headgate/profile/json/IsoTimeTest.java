package org.headgate.profile.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

    @Property(tries = 3000)
    void seconds_areTheJdks(@ForAll("times") String text) {
        assertThat(IsoTime.seconds(text)).as(text).isEqualTo(expected(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2022-07-18T09:34:15.775023242+00:00",
                "2022-07-18T09:34:15Z",
                "2022-07-18T09:34Z",
                "2022-07-18t09:34:15z",
                "2022-07-18T09:34:15.Z",
                "2022-07-18T09:34:15.1234567890Z",
                "2022-07-18T09:34:15-00:00",
                "2022-07-18T09:34:15+05",
                "2022-07-18T09:34:15+18:00",
                "2022-07-18T09:34:15+18:01",
                "2022-07-18T24:00:00Z",
                "2022-07-18T23:59:60Z",
                "2022-02-29T00:00:00Z",
                "0000-02-29T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "2022-07-18T09:34:15",
                "2022-07-18",
                "",
                "\u0661022-07-18T09:34:15Z"
            })
    void seconds_ofTheUnusual_areTheJdks(String text) {
        assertThat(IsoTime.seconds(text)).isEqualTo(expected(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z"})
    void seconds_thatNoMillisecondsHold_areATimeThatCannotBe(String text) {
        assertThat(DeviceTime.read(text)).isPresent();
        assertThat(DeviceTime.of(text, 1_700_000_000_000L)).isEmpty();
    }

    /** Of years near and far, written shortly and at length, half of them with a character exchanged. */
    @Provide
    Arbitrary<String> times() {
        Arbitrary<String> day = Combinators.combine(
                        Arbitraries.of(0, 1, 1582, 1969, 1970, 2000, 2023, 2024, 2100, 9999),
                        Arbitraries.integers().between(0, 13),
                        Arbitraries.integers().between(0, 32))
                .as((year, month, of) -> "%04d-%02d-%02dT".formatted(year, month, of));
        Arbitrary<String> time = Combinators.combine(
                        Arbitraries.integers().between(0, 24),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 60))
                .as("%02d:%02d:%02d"::formatted);
        Arbitrary<String> fraction = Arbitraries.strings()
                .numeric()
                .ofMinLength(0)
                .ofMaxLength(11)
                .map(digits -> digits.isEmpty() ? "" : "." + digits);
        Arbitrary<String> zone = Combinators.combine(
                        Arbitraries.of("+", "-"),
                        Arbitraries.integers().between(0, 19),
                        Arbitraries.integers().between(0, 60))
                .as("%s%02d:%02d"::formatted);
        Arbitrary<String> whole = Combinators.combine(
                        day, time, fraction, Arbitraries.oneOf(Arbitraries.of("Z", "z", "", "+01"), zone))
                .as((a, b, c, d) -> a + b + c + d);
        return whole.flatMap(text -> Arbitraries.integers()
                .between(-text.length(), text.length() - 1)
                .flatMap(at -> at < 0
                        ? Arbitraries.just(text)
                        : Arbitraries.of("", "0", "9", "T", ":", ".", "-", "+", "Z", "\u0660")
                                .map(other -> text.substring(0, at) + other + text.substring(at + 1))));
    }

    private static OptionalDouble expected(String text) {
        try {
            return OptionalDouble.of(OffsetDateTime.parse(text).toInstant().toEpochMilli() / 1000.0);
        } catch (DateTimeException e) {
            return OptionalDouble.empty();
        }
    }
}
