package org.headgate.profile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.profile.MalformedPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictTextTest {

    @Test
    void of_words_areStripped() throws MalformedPayload {
        assertThat(StrictText.of(" two w\u00f6rds\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("two w\u00f6rds");
        assertThat(StrictText.of(new byte[0])).isEmpty();
    }

    @Test
    void of_otherBytes_areRefused() {
        assertRefused(new byte[] {'o', (byte) 0xff}, "not_text");
        assertRefused(new byte[] {'o', 0, 'n'}, "not_text");
        assertRefused(new byte[1025], "text_too_long");
    }

    @ParameterizedTest
    @CsvSource({"21.5, 21.5", "-3, -3", "+.5, 0.5", "7., 7", "1.5e3, 1500"})
    void number_decimal_isRead(String text, double value) {
        assertThat(StrictText.number(text)).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "NaN", "0x1F", "1,5", "1d", "Infinity", "1e9999", "21.5 C"})
    void number_other_isNone(String text) {
        assertThat(StrictText.number(text)).isEmpty();
    }

    @Test
    void time_thatCannotBe_isNone() {
        long receivedAt = 1_700_000_000_000L;

        assertThat(DeviceTime.of(1_699_999_990.5, receivedAt)).hasValue(1_699_999_990.5);
        assertThat(DeviceTime.of(1_700_000_300, receivedAt)).hasValue(1_700_000_300);
        assertThat(DeviceTime.of(1_700_000_301, receivedAt)).isEmpty();
        assertThat(DeviceTime.of(86_400, receivedAt)).isEmpty();
        assertThat(DeviceTime.of(Double.NaN, receivedAt)).isEmpty();
        assertThat(DeviceTime.of("2023-11-14T23:13:10+01:00", receivedAt)).hasValue(1_699_999_990);
        assertThat(DeviceTime.of("2023-11-14T22:13:10", receivedAt)).isEmpty();
        assertThat(DeviceTime.of("", receivedAt)).isEmpty();
    }

    private static void assertRefused(byte[] payload, String code) {
        assertThatThrownBy(() -> StrictText.of(payload))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .returns(code, MalformedPayload::code);
    }
}
