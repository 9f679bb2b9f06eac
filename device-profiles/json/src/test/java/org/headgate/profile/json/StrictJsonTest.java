package org.headgate.profile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.profile.MalformedPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} x", "{\"a\":1,\"a\":2}", "{a:1}", "{\"a\":NaN}", "nul", "{\"a\":01}"})
    void object_broken_isNotJson(String text) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), "not_json");
    }

    @Test
    void object_otherValue_isNotObject() {
        assertRefused("[1]".getBytes(StandardCharsets.UTF_8), "not_object");
    }

    @Test
    void object_notUtf8_isNotJson() {
        assertRefused(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}, "not_json");
    }

    @Test
    void object_deepLongOrLarge_isTooLarge() {
        assertRefused("{\"a\":".repeat(100).getBytes(StandardCharsets.UTF_8), "too_large");
        assertRefused(("{\"a\":" + "9".repeat(1000) + "}").getBytes(StandardCharsets.UTF_8), "too_large");
        assertRefused(new byte[2 * 1024 * 1024], "too_large");
    }

    @Test
    void walk_nested_givesPathsInOrder() throws MalformedPayload {
        List<String> seen = new ArrayList<>();
        Leaves.walk(
                StrictJson.object(
                        "{\"b\":1,\"a\":{\"x y\":[true,{\"ü\":\"t\"}],\"n\":null}}".getBytes(StandardCharsets.UTF_8)),
                (path, key, value, parent) -> seen.add(path + "=" + value + "@" + key));
        assertThat(seen).containsExactly("b=1@b", "a.x_20y.1=true@x y", "a.x_20y.2._c3_bc=\"t\"@ü");
    }

    @Test
    void walk_tooMany_isRefused() {
        String many = "{\"a\":[" + "1,".repeat(600) + "1]}";
        assertThatThrownBy(() -> Leaves.walk(
                        StrictJson.object(many.getBytes(StandardCharsets.UTF_8)), (path, key, value, parent) -> {}))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .returns("too_many_values", MalformedPayload::code);
    }

    @ParameterizedTest
    @CsvSource({"100, 1013.25, 101325", "100, 101.3, 10130", "3600000, 12.34, 44424000", "0.001, 3005, 3.005"})
    void apply_decimal_staysDecimal(String factor, double value, double expected) throws MalformedPayload {
        assertThat(Scale.of("x", factor).apply(value)).isEqualTo(expected);
    }

    private static void assertRefused(byte[] payload, String code) {
        assertThatThrownBy(() -> StrictJson.object(payload))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .returns(code, MalformedPayload::code);
    }

    @Test
    void refusal_namesNothingOfTheLibrary() {
        assertThatThrownBy(() -> StrictJson.value("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedPayload.class)
                .hasMessageStartingWith("Duplicate field 'a' (line 1, column ");
        assertThatThrownBy(() -> StrictJson.value("{} {}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedPayload.class)
                .hasMessageStartingWith("Trailing token (of type START_OBJECT) found after value (line 1, column ");
    }
}
