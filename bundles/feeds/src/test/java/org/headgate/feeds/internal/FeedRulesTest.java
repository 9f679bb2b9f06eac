package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.headgate.api.feed.Feeds.FeedRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FeedRulesTest {
    private static final Places PLACES = new Places(null);

    static Stream<Arguments> refused() {
        Definitions ok = Definitions.RAW;
        return Stream.of(
                Arguments.of(ok.id("catalog"), "feed_id_reserved"),
                Arguments.of(ok.id("reply"), "feed_id_reserved"),
                Arguments.of(ok.id(""), "feed_id_invalid"),
                Arguments.of(ok.id("Green"), "feed_id_invalid"),
                Arguments.of(ok.id("a/b"), "feed_id_invalid"),
                Arguments.of(ok.id("a+"), "feed_id_invalid"),
                Arguments.of(ok.id("a".repeat(65)), "feed_id_invalid"),
                Arguments.of(ok.devices("urn dev"), "devices_invalid"),
                Arguments.of(ok.quantities(""), "quantities_invalid"),
                Arguments.of(ok.devices("x ".repeat(300).trim().split(" ")), "devices_too_many"),
                Arguments.of(ok.window(59), "window_out_of_range"),
                Arguments.of(ok.window(-1), "window_out_of_range"),
                Arguments.of(ok.window(86_401), "window_out_of_range"),
                Arguments.of(ok.replay(-1), "replay_out_of_range"),
                Arguments.of(ok.coarsenTo(16), "coarsen_out_of_range"),
                Arguments.of(ok.coarsenTo(-2), "coarsen_out_of_range"),
                Arguments.of(ok.tariff(-1, 60, 0, 0), "price_out_of_range"),
                Arguments.of(ok.tariff(0, 0, 1_000_000_000_001L, 0), "price_out_of_range"),
                Arguments.of(ok.tariff(1, 0, 0, 0), "pass_time_missing"),
                Arguments.of(ok.tariff(0, 60, 0, 0), "pass_time_missing"),
                Arguments.of(ok.tariff(1, 3_660L * 86_400 + 1, 0, 0), "pass_time_out_of_range"),
                Arguments.of(ok.cells("zz"), "cell_invalid"),
                Arguments.of(ok.cells("ffffffffffffffff"), "cell_invalid"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void check_whatCannotBeSold_isRefusedWithItsCode(Definitions definition, String code) {
        FeedRefused refused = catchThrowableOfType(FeedRefused.class, () -> FeedRules.check(definition.is(), PLACES));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.getMessage()).isNotBlank();
    }

    @Test
    void check_whatCanBeSold_passes() {
        for (Definitions ok : new Definitions[] {
            Definitions.RAW,
            Definitions.RAW.window(60),
            Definitions.RAW.window(86_400),
            Definitions.RAW.devices("urn:dev:mac:*").quantities("temp*", "humidity"),
            Definitions.RAW.cells("881f1d4887fffff"),
            Definitions.RAW.tariff(2_500_000, 2_592_000, 100, 1_000_000_000_000L),
            Definitions.RAW.coarsenTo(7)
        }) {
            assertThatCode(() -> FeedRules.check(ok.is(), PLACES)).doesNotThrowAnyException();
        }
    }
}
