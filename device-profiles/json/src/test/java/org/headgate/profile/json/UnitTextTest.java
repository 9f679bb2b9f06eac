package org.headgate.profile.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTextTest {

    @ParameterizedTest
    @CsvSource({
        "°C, 21.5, Cel, 21.5",
        "°F, 50, Cel, 10",
        "hPa, 1013.2, Pa, 101320",
        "kWh, 1.5, J, 5400000",
        "mA, 20, A, 0.02",
        "\u03bcg/m³, 7, ug/m3, 7",
        "L, 12, m3, 0.012",
        "min, 2, s, 120"
    })
    void find_known_scales(String text, double value, String unit, double scaled) throws Exception {
        Scale scale = Objects.requireNonNull(UnitText.find(text));
        assertThat(scale.unit()).isEqualTo(unit);
        assertThat(scale.apply(value)).isEqualTo(scaled);
    }

    @ParameterizedTest
    @CsvSource({"EUR", "km/h", "''", "'a unit that is much too long to be one'"})
    void find_other_isNull(String text) {
        assertThat(UnitText.find(text)).isNull();
    }
}
