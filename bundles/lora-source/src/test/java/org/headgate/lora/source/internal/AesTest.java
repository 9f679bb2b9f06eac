package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AesTest {
    /** RFC 4493 §4. */
    @ParameterizedTest
    @CsvSource({
        "'', bb1d6929e95937287fa37d129b756746",
        "6bc1bee22e409f96e93d7e117393172a, 070a16b46b4d4144f79bdd9dd04a287c",
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411, dfa66747de9ae63030ca32611497c827",
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710,"
                + " 51f0bebf7e3b9d92fc49741779363cfe"
    })
    void cmac_ofTheStandardsMessages_isTheirs(String message, String expected) {
        Aes aes = new Aes(HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3c"));
        assertThat(HexFormat.of().formatHex(aes.cmac(HexFormat.of().parseHex(message))))
                .isEqualTo(expected);
    }
}
