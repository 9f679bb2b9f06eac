package org.headgate.profile.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.headgate.api.profile.MalformedPayload;

/** Duplicate keys are found while the tree is made; Jackson's parser, which looks for them at each key, is the judge. */
class StrictJsonLawTest {
    private static final ObjectReader JUDGE = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(64)
                            .maxStringLength(64 * 1024)
                            .maxNameLength(256)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    @Property(tries = 4000)
    void value_isTheJudges_orRefusedByBoth(@ForAll("documents") String document) {
        assertAlike(document.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 4000)
    void value_ofBrokenBytes_isTheJudges_orRefusedByBoth(
            @ForAll("documents") String document, @ForAll int at, @ForAll byte other, @ForAll boolean cut) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        int where = Math.floorMod(at, bytes.length);
        bytes[where] = other;
        assertAlike(cut ? Arrays.copyOf(bytes, where) : bytes);
    }

    /** With keys that come again, also written with an escape, numbers and escapes of all kinds, and depths about the limit. */
    @Provide
    Arbitrary<String> documents() {
        Arbitrary<String> key =
                Arbitraries.of("a", "b", "\\u0061", "ü", "", "c".repeat(256), "c".repeat(257), "long name");
        Arbitrary<String> scalar = Arbitraries.of(
                "null",
                "true",
                "false",
                "0",
                "-0",
                "1.50",
                "-1e3",
                "1e999",
                "01",
                "1.",
                "2147483648",
                "9223372036854775808",
                "7".repeat(64),
                "7".repeat(65),
                "\"\"",
                "\"t\\n\\ud83d\\ude00\"",
                "\"\\ud800\"",
                "\"\t\"",
                "\"\\x\"",
                "NaN",
                "\"é\u20ac\"");
        Arbitrary<String> value = scalar;
        for (int depth = 0; depth < 3; depth++) {
            Arbitrary<String> inner = value;
            Arbitrary<String> object = key.flatMap(name -> inner.map(of -> "\"" + name + "\":" + of))
                    .list()
                    .ofMaxSize(4)
                    .map(members -> joined("{", members, "}"));
            Arbitrary<String> array = inner.list().ofMaxSize(3).map(members -> joined("[", members, "]"));
            value = Arbitraries.frequencyOf(Tuple.of(2, scalar), Tuple.of(4, object), Tuple.of(1, array));
        }
        Arbitrary<String> whole = value;
        return Arbitraries.of(0, 0, 0, 0, 28, 29, 30, 31)
                .flatMap(depth -> whole.map(of -> "[".repeat(depth) + of + "]".repeat(depth)));
    }

    private static String joined(String open, List<String> members, String close) {
        return open + String.join(" ,", members) + close;
    }

    private static void assertAlike(byte[] payload) {
        assertThat(read(payload)).isEqualTo(judged(payload));
    }

    private static Object read(byte[] payload) {
        try {
            return StrictJson.value(payload);
        } catch (MalformedPayload e) {
            return "refused";
        }
    }

    private static Object judged(byte[] payload) {
        try {
            JsonNode value = JUDGE.readValue(payload);
            return value == null || value.isMissingNode() ? "refused" : value;
        } catch (IOException e) {
            return "refused";
        }
    }
}
