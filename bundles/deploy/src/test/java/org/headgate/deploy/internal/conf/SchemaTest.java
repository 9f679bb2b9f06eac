package org.headgate.deploy.internal.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class SchemaTest {
    private final Schema schema = Schema.of(
            "thing",
            false,
            new Definition(List.of(
                    Key.of("port", AttributeDefinition.INTEGER).min(0),
                    Key.of("on", AttributeDefinition.BOOLEAN),
                    Key.of("mode", AttributeDefinition.STRING).options("fast", "safe"),
                    Key.of("secret", AttributeDefinition.PASSWORD),
                    Key.of("wide", AttributeDefinition.LONG),
                    Key.list("names", AttributeDefinition.STRING, 3),
                    Key.list("numbers", AttributeDefinition.INTEGER, Integer.MIN_VALUE))));

    private record Definition(List<AttributeDefinition> keys) implements ObjectClassDefinition {
        @Override
        public String getName() {
            return "A thing";
        }

        @Override
        public String getID() {
            return "thing";
        }

        @Override
        public String getDescription() {
            return "Does things";
        }

        @Override
        public AttributeDefinition[] getAttributeDefinitions(int filter) {
            return keys.toArray(AttributeDefinition[]::new);
        }

        @Override
        public @Nullable InputStream getIcon(int size) {
            return null;
        }
    }

    private Schema.Configured configure(String key, String value, boolean fromCommand) {
        Map<String, Setting> settings = new TreeMap<>();
        settings.put(key, new Setting(key, value, fromCommand ? "--set" : "conf/thing.cfg", fromCommand));
        return schema.configure(settings);
    }

    @ParameterizedTest
    @CsvSource({"port,5683", "on,true", "mode,safe", "wide,9999999999"})
    void value_thatFits_isConvertedToItsType(String key, String value) {
        Schema.Configured configured = configure(key, value, false);

        assertThat(configured.faults()).isEmpty();
        assertThat(configured.values().get(key)).hasToString(value);
    }

    @Test
    void list_withCommas_keepsEscapedOnes() {
        assertThat((String[]) configure("names", "a\\,b, c ,", false).values().get("names"))
                .containsExactly("a,b", "c");
        assertThat(configure("numbers", "1, 2", false).values().get("numbers")).isEqualTo(Arrays.asList(1, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port    | x         | 'x' is not a whole number",
                "port    | -1        | out of range: less than 0",
                "port    | 99999999999 | not a whole number",
                "on      | yes       | 'yes' is not true or false",
                "mode    | slow      | not one of fast, safe",
                "names   | a,b,c,d   | it has 4 values, at most 3",
                "numbers | 1,x       | 'x' is not a whole number"
            })
    void value_thatDoesNotFit_isNamedWithKeyFileAndReason(String key, String value, String reason) {
        Schema.Configured configured = configure(key, value, false);

        assertThat(configured.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo("invalid_value");
            assertThat(fault.reason()).contains("thing." + key, "conf/thing.cfg", reason);
            assertThat(fault.remedy()).contains("What " + key + " means");
        });
    }

    @Test
    void port_negative_isNone() {
        assertThat(schema.listens(Map.of("port", 0))).isTrue();
        assertThat(schema.listens(Map.of("port", -1))).isFalse();
        assertThat(schema.listens(Map.of())).isTrue();
        assertThat(Schema.of("none", false, new Definition(List.of())).listens(Map.of()))
                .isFalse();
    }

    @Test
    void key_unknown_isNamedWithTheNearest() {
        assertThat(configure("prot", "1", true).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo("unknown_key");
            assertThat(fault.remedy()).contains("Did you mean 'port'?", "mode, names");
            assertThat(fault.fromCommand()).isTrue();
        });
    }

    @Test
    void secret_inTheCommand_isRefusedWithoutRepeatingIt() {
        assertThat(configure("secret", "hunter2", true).faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo("secret_in_command");
                    assertThat(fault.reason() + fault.remedy()).doesNotContain("hunter2");
                });
    }

    @Test
    void sample_showsEveryKeyCommentedWithItsDefault() {
        assertThat(Samples.text(schema))
                .startsWith("# A thing. Does things.\n")
                .contains("#port = 1\n", "#names = a\\\\,b, c\n", "(fast | safe)")
                .doesNotContainPattern("(?m)^[^#\n]");
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "'',abc,3", "same,same,0"})
    void distance_ofWords_countsEdits(String a, String b, int edits) {
        assertThat(Nearest.distance(a, b)).isEqualTo(edits);
    }
}
