package org.headgate.profile.ble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.headgate.profile.ble.BleAddress.Kind;
import org.headgate.profile.ble.BleAddress.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BleAddressTest {

    @ParameterizedTest
    @CsvSource({
        "A4:C1:38:8D:18:B2, PUBLIC, PUBLIC, true, false",
        "44:C1:38:8D:18:B2, PUBLIC, PUBLIC, true, false",
        "C4:C1:38:8D:18:B2, RANDOM, RANDOM_STATIC, true, false",
        "44:C1:38:8D:18:B2, RANDOM, RESOLVABLE_PRIVATE, false, true",
        "04:C1:38:8D:18:B2, RANDOM, NON_RESOLVABLE_PRIVATE, false, true",
        "84:C1:38:8D:18:B2, RANDOM, NON_RESOLVABLE_PRIVATE, false, true",
        "84:C1:38:8D:18:B2, UNTOLD, UNTOLD, true, false",
        "44:C1:38:8D:18:B2, UNTOLD, UNTOLD, false, false"
    })
    void kind_byTypeAndTopBits_isWhatTheCoreSpecificationSays(
            String text, Type type, Kind kind, boolean stable, boolean isPrivate) {
        BleAddress address = BleAddress.parse(text, type).orElseThrow();
        assertThat(address.kind()).isEqualTo(kind);
        assertThat(address.isStable()).isEqualTo(stable);
        assertThat(address.isPrivate()).isEqualTo(isPrivate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A4C1388D18B2", "a4-c1-38-8d-18-b2", "a4:c1:38:8d:18:b2"})
    void parse_anyWriting_isTheSameDevice(String text) {
        BleAddress address = BleAddress.parse(text, Type.UNTOLD).orElseThrow();
        assertThat(address).hasToString("A4:C1:38:8D:18:B2");
        assertThat(address.urn()).isEqualTo("urn:dev:mac:a4c138fffe8d18b2");
        assertThat(address.bytes()).isEqualTo(HexFormat.of().parseHex("a4c1388d18b2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A4C1388D18",
                "A4C1388D18B2FF",
                "A4:C1:38:8D:18:B2:",
                ":A4:C1:38:8D:18:B2",
                "A:4C1388D18B2",
                "A4C1388D18BG",
                "00:00:00:00:00:00",
                "FF:FF:FF:FF:FF:FF",
                "A4C1388D18B\u0662",
                "A4::C1388D18B2"
            })
    void parse_noAddress_isEmpty(String text) {
        assertThat(BleAddress.parse(text, Type.PUBLIC)).isEmpty();
    }

    @Test
    void of_codes_areThoseOfHci() {
        assertThat(Type.of(0)).isEqualTo(Type.PUBLIC);
        assertThat(Type.of(1)).isEqualTo(Type.RANDOM);
        assertThat(Type.of(2)).isEqualTo(Type.PUBLIC);
        assertThat(Type.of(3)).isEqualTo(Type.RANDOM);
        assertThat(Type.of(-1)).isEqualTo(Type.UNTOLD);
    }
}
