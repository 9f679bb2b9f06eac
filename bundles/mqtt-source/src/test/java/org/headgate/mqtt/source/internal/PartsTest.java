package org.headgate.mqtt.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    @Test
    void backOff_goingOn_doublesUpToItsLimitWithJitter() {
        BackOff backOff = new BackOff(1000, new Random(7));
        long limit = 1000;
        for (int i = 0; i < 70; i++) {
            assertThat(backOff.millis(8_000)).isBetween(limit / 2, limit);
            limit = Math.min(8_000, limit * 2);
        }
        assertThat(backOff.millis(60_000)).isBetween(30_000L, 60_000L);
        backOff.reset();
        assertThat(backOff.millis(60_000)).isBetween(500L, 1000L);
    }

    @Test
    void broker_url_getsItsPort() {
        assertThat(broker("mqtt://barn.lan").uri()).isEqualTo("mqtt://barn.lan:1883");
        assertThat(broker("mqtts://barn.lan").uri()).isEqualTo("mqtts://barn.lan:8883");
        assertThat(broker("mqtt://10.0.0.2:1999").uri()).isEqualTo("mqtt://10.0.0.2:1999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "barn.lan", "http://x", "mqtt://user:pw@x", "mqtt://x/path", "mqtt://", "mqtt:// x"})
    void broker_urlWrong_saysWhatIsWanted(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> broker(url)).withMessageContaining("mqtt://host:port");
    }

    @Test
    void broker_urlWithAPassword_isToldWithoutIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> broker("mqtt://bob:hunter2@barn.lan"))
                .withMessageContaining("barn.lan")
                .withMessageNotContainingAny("hunter2");
    }

    @Test
    void broker_valuesOutOfRange_areNamed() {
        refused("qos", Map.of("qos", 3));
        refused("client.id", Map.of("client_id", "x".repeat(2000)));
        refused("receive.maximum", Map.of("receive_maximum", 0));
        refused("topics", Map.of("topics", new String[0]));
        refused("topic filter", Map.of("topics", new String[] {"a/#/b"}));
        refused("certificate.file", Map.of("certificate_file", "x"));
    }

    @Test
    void clientId_sameHome_isStable() {
        assertThat(ClientId.of("home", Path.of("/a"))).isEqualTo(ClientId.of("home", Path.of("/a")));
        assertThat(ClientId.of("home", Path.of("/a"))).isNotEqualTo(ClientId.of("home", Path.of("/b")));
        assertThat(ClientId.of("home", Path.of("/a"))).matches("headgate-home-[0-9a-f]{8}");
    }

    private static void refused(String key, Map<String, Object> values) {
        Map<String, Object> all = new java.util.HashMap<>(Map.of("url", "mqtt://x"));
        all.putAll(values);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Broker.of("home", "id", TestConfig.with(all)))
                .withMessageContaining(key);
    }

    private static Broker broker(String url) {
        return Broker.of("home", "id", TestConfig.with(Map.of("url", url)));
    }
}
