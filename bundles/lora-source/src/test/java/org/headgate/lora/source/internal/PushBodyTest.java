package org.headgate.lora.source.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PushBodyTest {
    private static PushBody of(String json) {
        return PushBody.of(json.getBytes(UTF_8));
    }

    private static List<String> elements(String json) {
        return of(json).rxpk().stream().map(bytes -> new String(bytes, UTF_8)).toList();
    }

    @Test
    void elements_areCutAsTheyWereSent() {
        PushBody body =
                of(" {\"rxpk\" : [ {\"a\":\"]}\\\"\",\"rsig\":[{\"b\":1}]} , {\"c\":[2]}], \"stat\": {\"d\":3} }");

        assertThat(body.broken()).isFalse();
        assertThat(body.rxpk())
                .map(bytes -> new String(bytes, UTF_8))
                .satisfiesExactly(
                        one -> assertThat(one).isEqualTo("{\"a\":\"]}\\\"\",\"rsig\":[{\"b\":1}]}"),
                        other -> assertThat(other).isEqualTo("{\"c\":[2]}"));
        assertThat(body.stat()).isEqualTo("{\"d\":3}".getBytes(UTF_8));
    }

    @Test
    void badElement_losesOnlyItself() {
        assertThat(elements("{\"rxpk\":[{\"freq\":nan},{\"a\":1},7,null,{\"b\":01.x},{\"c\":2}]}"))
                .contains("{\"a\":1}", "{\"c\":2}")
                .hasSize(6);
    }

    @Test
    void textThatEndsTooEarly_keepsWhatIsWhole() {
        PushBody body = of("{\"rxpk\":[{\"a\":1},{\"b\":2},{\"c\":");
        assertThat(body.broken()).isTrue();
        assertThat(body.rxpk()).hasSize(2);
        assertThat(of("").broken()).isTrue();
        assertThat(of("[]").broken()).isTrue();
        assertThat(of("{\"rxpk\":[{\"a\":\"").broken()).isTrue();
        assertThat(of("{}").broken()).isFalse();
        assertThat(of("{\"rxpk\":[]}").broken()).isFalse();
    }

    @Test
    void otherMembers_areNotLookedAt() {
        PushBody body = of("{\"x\":[{\"rxpk\":[{\"a\":1}]}],\"y\":\"\\\\\",\"rxpk\":{\"a\":1},\"z\":1.5}");
        assertThat(body.broken()).isFalse();
        assertThat(body.rxpk()).isEmpty();
        assertThat(body.stat()).isNull();
    }

    @Test
    void elementsAboveTheLimit_areCounted() {
        String many = IntStream.range(0, 300).mapToObj(i -> "{\"i\":" + i + "}").collect(Collectors.joining(","));
        PushBody body = of("{\"rxpk\":[" + many + "],\"stat\":{}}");
        assertThat(body.rxpk()).hasSize(256);
        assertThat(body.left()).isEqualTo(44);
        assertThat(body.stat()).isNotNull();
    }

    @Property
    void anyText_isCutOrNot(@ForAll @Size(max = 200) List<Structure> text) {
        PushBody body = of(text.stream().map(one -> one.text).collect(Collectors.joining()));
        assertThat(body.rxpk()).allMatch(element -> element.length > 0);
    }

    enum Structure {
        OPEN("{"),
        CLOSE("}"),
        OPEN_ARRAY("["),
        CLOSE_ARRAY("]"),
        QUOTE("\""),
        ESCAPE("\\"),
        COMMA(","),
        COLON(":"),
        RXPK("\"rxpk\":["),
        STAT("\"stat\":"),
        SPACE(" "),
        ZERO("0"),
        START("{\"rxpk\":[{"),
        BYTE("\u00e4");

        final String text;

        Structure(String text) {
            this.text = text;
        }
    }
}
