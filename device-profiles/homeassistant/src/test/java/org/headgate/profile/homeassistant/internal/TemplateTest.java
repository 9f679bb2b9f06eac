package org.headgate.profile.homeassistant.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final String PAYLOAD =
            "{\"t\":21.456,\"s\":\" 7.5 \",\"on\":true,\"n\":null,\"e\":{\"p\":[1,2.5],\"a b\":\"x\"},"
                    + "\"huge\":1e300,\"word\":\"Open\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{{ value_json.t }} | 21.456",
                "{{value_json.t}} | 21.456",
                "{{- value_json.t -}} | 21.456",
                "{{ value_json['t'] }} | 21.456",
                "{{ value_json[\"e\"][\"a b\"] }} | x",
                "{{ value_json.e.p[1] }} | 2.5",
                "{{ value_json.on }} | True",
                "{{ (value_json.t) * 10 + 1 }} | 215.56",
                "{{ (value_json.t / 0) }} | null",
                "{{ value_json.missing.deeper }} | null",
                "{{ value_json.n }} | null",
                "{{ value_json.e }} | null",
                "{{ 'a' }} | a"
            })
    void evaluate_path_findsTheValue(String template, String expected) throws Exception {
        assertThat(evaluate(template)).isEqualTo(expected);
    }

    @Test
    void evaluate_filters_applyInOrder() throws Exception {
        assertThat(evaluate("{{ value_json.t | float | round(1) }}")).isEqualTo("21.5");
        assertThat(evaluate("{{ value_json.t|int }}")).isEqualTo("21");
        assertThat(evaluate("{{ value_json.s | float }}")).isEqualTo("7.5");
        assertThat(evaluate("{{ value_json.s | int(3) }}")).isEqualTo("7");
        assertThat(evaluate("{{ value_json.word | float }}")).isEqualTo("null");
        assertThat(evaluate("{{ value_json.word | float(0) }}")).isEqualTo("0");
        assertThat(evaluate("{{ value_json.missing | default('none') }}")).isEqualTo("none");
        assertThat(evaluate("{{ value_json.missing | default(-1.5) }}")).isEqualTo("-1.5");
        assertThat(evaluate("{{ value_json.missing | is_defined }}")).isEqualTo("null");
        assertThat(evaluate("{{ value_json.t | is_defined }}")).isEqualTo("21.456");
        assertThat(evaluate("{{ value_json.word | upper }}")).isEqualTo("OPEN");
        assertThat(evaluate("{{ (value_json.t | float * 2) | round(0) }}")).isEqualTo("43");
        assertThat(evaluate("{{ float(value_json.s) / 2 }}")).isEqualTo("3.75");
        assertThat(evaluate("{{ value_json.huge * value_json.huge }}")).hasSizeGreaterThan(500);
        assertThat(evaluate("{{ value | trim | lower }}")).startsWith("{\"t\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{{",
                "{{}}",
                "{{ }}",
                "value_json.x",
                "{{ value_json.x }} C",
                "{% if value_json.x %}1{% endif %}",
                "{{ 'ON' if value_json.x else 'OFF' }}",
                "{{ states('sensor.x') }}",
                "{{ value_json.x | timestamp_local }}",
                "{{ value_json.x | round(99999999) }}",
                "{{ value_json.x[ }}",
                "{{ value_json['x }}",
                "{{ value_json.x | default('a' 'b') }}",
                "{{ ((((((((((value)))))))))) }}",
                "{{ value_json.x ** 9 }}",
                "{{ value_json.x == 1 }}"
            })
    void check_anythingElse_isNotUnderstood(String template) {
        assertThatThrownBy(() -> Template.check(template)).isInstanceOf(Template.NotUnderstood.class);
    }

    private static String evaluate(String template) throws Exception {
        Template.check(template);
        JsonNode json = json();
        Object value = Template.evaluate(template, new Template.Input() {
            @Override
            public String text() {
                return " " + PAYLOAD;
            }

            @Override
            public @Nullable JsonNode json() {
                return json;
            }
        });
        return value == null ? "null" : Template.written(value);
    }

    private static JsonNode json() throws MalformedPayload {
        return StrictJson.value(PAYLOAD.getBytes(StandardCharsets.UTF_8));
    }
}
