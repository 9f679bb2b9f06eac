package org.headgate.senml;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
    private static final long NOW = 1_700_000_000_000L;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            not_senml | {
            not_senml | {"n":"a","v":1}
            not_senml | [1]
            not_senml | [{}]
            not_senml | [{"n":"a","v":1}] x
            not_senml | [{"n":"a","v":1}
            not_senml | [{"n":"a","v":NaN}]
            not_senml | [{"n":"a","v":01}]
            empty_pack | []
            empty_pack | [{"bn":"a"}]
            value_missing | [{"n":"a"}]
            value_ambiguous | [{"n":"a","v":1,"vs":"x"}]
            duplicate_label | [{"n":"a","v":1,"v":1}]
            duplicate_label | [{"n":"a","v":1,"x":1,"x":1}]
            type_mismatch | [{"n":1,"v":1}]
            type_mismatch | [{"n":"a","v":"1"}]
            type_mismatch | [{"n":"a","v":null}]
            type_mismatch | [{"n":"a","v":[1]}]
            type_mismatch | [{"n":"a","vb":1}]
            type_mismatch | [{"n":"a","v":true}]
            name_invalid | [{"v":1}]
            name_invalid | [{"n":"-a","v":1}]
            name_invalid | [{"n":"a b","v":1}]
            name_invalid | [{"n":"a%20","v":1}]
            name_invalid | [{"n":"é","v":1}]
            number_out_of_range | [{"n":"a","v":9007199254740992}]
            number_out_of_range | [{"n":"a","v":-9007199254740992}]
            number_out_of_range | [{"n":"a","v":1e300}]
            number_out_of_range | [{"n":"a","v":1e999}]
            number_out_of_range | [{"bn":"a","bv":9007199254740991,"v":1}]
            number_out_of_range | [{"n":"a","v":1,"t":1e300}]
            number_out_of_range | [{"n":"a","v":1,"x":1e300}]
            number_out_of_range | [{"n":"a","v":99999999999999999999999999}]
            version_unsupported | [{"bver":11,"n":"a","v":1}]
            version_unsupported | [{"bver":0,"n":"a","v":1}]
            version_unsupported | [{"bver":5,"n":"a","v":1},{"bver":6,"n":"a","v":1}]
            label_unknown | [{"n":"a","v":1,"x_":1}]
            extension_invalid | [{"n":"a","v":1,"x":{}}]
            extension_invalid | [{"n":"a","v":1,"x":null}]
            data_invalid | [{"n":"a","vd":"aGk="}]
            data_invalid | [{"n":"a","vd":"a+k"}]
            data_invalid | [{"n":"a","vd":"aGl"}]
            data_invalid | [{"n":"a","vd":"a"}]
            text_invalid | [{"n":"a","vs":"\\ud800"}]
            """)
    void json_isRefused(String code, String json) {
        assertThat(refusal(() -> SenmlPack.readJson(json.getBytes(UTF_8), NOW)).code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "not_senml, ''",
        "not_senml, a0",
        "not_senml, 8181",
        "not_senml, 81a20061610201ff",
        "not_senml, 81a200616102",
        "not_senml, 81a2006161021c",
        "not_senml, 81a2006161021f",
        "not_senml, 81a2006161021b00",
        "not_senml, 81a200616102f6",
        "not_senml, 81a200616102f7",
        "not_senml, 81a200616102f818",
        "not_senml, 81a2007f6161ff0201",
        "not_senml, 81a200616102c101",
        "not_senml, 9bffffffffffffffff",
        "not_senml, 81bbffffffffffffffff",
        "not_senml, 81a2007bffffffffffffffff",
        "type_mismatch, 81a2004161 0201",
        "type_mismatch, 81a2006161 0280",
        "label_unknown, 81a2006161 0901",
        "label_unknown, 81a2006161 2601",
        "label_unknown, 81a2006161 1bffffffffffffffff01",
        "label_unknown, 81a3006161 0201 617601",
        "label_unknown, 81a3006161 0201 62615f01",
        "extension_invalid, 81a3006161 0201 617841 00",
        "duplicate_label, 81a3006161 0201 0201",
        "duplicate_label, 81a3006161 0201 180201",
        "number_out_of_range, 81a2006161 021b0020000000000000",
        "number_out_of_range, 81a2006161 023b001fffffffffffff",
        "number_out_of_range, 81a2006161 02f97e00",
        "number_out_of_range, 81a2006161 02f97c00",
        "number_out_of_range, 81a2006161 02faff800000",
        "number_out_of_range, 81a2006161 02fb7ff8000000000000",
        "number_out_of_range, 81a2006161 02c24101",
        "number_out_of_range, 81a2006161 02c34101",
        "number_out_of_range, 81a2006161 02c4820101",
        "number_out_of_range, 81a2006161 02c5820101",
        "text_invalid, 81a2006161 0361ff",
        "text_invalid, 81a2006161 0363eda080",
    })
    void cbor_isRefused(String code, String cbor) {
        byte[] body = HexFormat.of().parseHex(cbor.replace(" ", ""));
        assertThat(refusal(() -> SenmlPack.readCbor(body, NOW)).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "81a3006161 0201 061a6553f100, true",
        "9fa3006161 0201 061a6553f100ff, false",
        "81bf006161 0201 061a6553f100ff, false",
        "81a30061610202 061a6553f100, true",
        "81a300616102f94000 061a6553f100, false",
        "81a3006161 021802 061a6553f100, false",
        "81a3020100 6161 061a6553f100, false",
        "81a20061610202, false",
        "81a4200a 006161 0201 061a6553f100, false",
        "82a3006161 0201 0602 a3006161 0201 0601, false",
        "82a3006161 0201 0601 a3006161 0201 0602, true",
        "81a300616102fb3ff0000000000000 0601, false",
        "81a300616102fa3fc00000 0601, false",
        "81a3006161 02f93e00 0601, true",
        "80, false",
    })
    void canonical_isTheOnlyFormAccepted(String cbor, boolean accepted) throws SenmlException {
        byte[] bytes = HexFormat.of().parseHex(cbor.replace(" ", ""));
        if (accepted) {
            assertThat(SenmlPack.fromCanonical(bytes).toCbor()).isEqualTo(bytes);
        } else {
            assertThat(refusal(() -> SenmlPack.fromCanonical(bytes)).code()).isEqualTo("not_canonical");
        }
    }

    @Test
    void hostileSizes_areRefused() {
        String longName = "a".repeat(1000);
        assertThat(refusal(() -> json("[{\"bn\":\"" + longName + "\",\"v\":1}]"))
                        .code())
                .isEqualTo("name_invalid");
        assertThat(refusal(() -> json("[" + "{\"n\":\"a\",\"v\":1},".repeat(9000) + "{\"n\":\"a\",\"v\":1}]"))
                        .code())
                .isEqualTo("too_large");
        assertThat(refusal(() -> json(" ".repeat(1 << 20) + "[]")).code()).isEqualTo("too_large");
        assertThat(refusal(() -> json("[".repeat(100_000))).code()).isEqualTo("not_senml");
        assertThat(refusal(() -> json("[{\"n\":\"a\",\"v\":1,\"bu\":\"" + "u".repeat(500_000) + "\"}"
                                + ",{\"n\":\"a\",\"v\":1}".repeat(100)
                                + "]"))
                        .code())
                .isEqualTo("too_large");
        assertThat(refusal(() -> json("[{\"n\":\"a\",\"v\":" + "1".repeat(5000) + "}]"))
                        .code())
                .isEqualTo("not_senml");
        assertThat(refusal(() -> SenmlPack.readJson("[{\"n\":\"a\",\"v\":1}]".getBytes(UTF_16), NOW))
                        .code())
                .isEqualTo("not_senml");
    }

    private static SenmlPack json(String text) throws SenmlException {
        return SenmlPack.readJson(text.getBytes(UTF_8), NOW);
    }

    private static SenmlException refusal(ThrowingCallable call) {
        return catchThrowableOfType(SenmlException.class, call);
    }
}
