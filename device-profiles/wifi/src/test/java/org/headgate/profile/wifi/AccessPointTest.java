package org.headgate.profile.wifi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPointTest {
    private static final String URN = "urn:dev:mac:a4c138fffe8d18b2";

    @ParameterizedTest
    @CsvSource({
        "A4:C1:38:8D:18:B2, 1, 2412000000",
        "a4-c1-38-8d-18-b2, 13, 2472000000",
        "a4c1388d18b2, 14, 2484000000",
        "a4c1388d18b2, 36, 5180000000",
        "a4c1388d18b2, 165, 5825000000"
    })
    void sighting_ofAManufacturersAddress_tellsWhoWhereAndHowStrong(String bssid, int channel, double frequency) {
        Decoded decoded = sighting(bssid, "mine", channel, -67).orElseThrow();
        assertThat(decoded.kind()).isEqualTo(Kind.COVERAGE_SIGHTING);
        assertThat(decoded.transmitter()).isEqualTo(URN);
        assertThat(decoded.records())
                .extracting(SenmlRecord::value)
                .containsExactly(
                        new SenmlValue.Text("wifi"),
                        new SenmlValue.Text(URN),
                        new SenmlValue.Num(-67),
                        new SenmlValue.Num(channel),
                        new SenmlValue.Num(frequency));
    }

    @ParameterizedTest
    @CsvSource({
        "A6:C1:38:8D:18:B2, hotspot, 1, -67",
        "A5:C1:38:8D:18:B2, group, 1, -67",
        "00:00:00:00:00:00, nobody, 1, -67",
        "A4:C1:38:8D:18, short, 1, -67",
        "A4:C1-38:8D:18:B2, mixed, 1, -67",
        "'', none, 1, -67",
        "A4:C1:38:8D:18:B2, mine_nomap, 1, -67",
        "A4:C1:38:8D:18:B2, mine_optout_nomap, 1, -67",
        "A4:C1:38:8D:18:B2, a quality, 1, 90",
        "A4:C1:38:8D:18:B2, too weak, 1, -200"
    })
    void sighting_ofNobodyOrAgainstTheOwnersWill_isNone(String bssid, String ssid, int channel, int rssi) {
        assertThat(sighting(bssid, ssid, channel, rssi)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "15", "31", "178", "2147483647"})
    void sighting_channelThatThereIsNot_isLeftOut(int channel) {
        assertThat(sighting("a4c1388d18b2", "", channel, -67).orElseThrow().records())
                .hasSize(3);
    }

    private static Optional<Decoded> sighting(String bssid, String ssid, int channel, int rssi) {
        Message message =
                new Message("mqtt", "test", "x", "", Trust.UNKNOWN, "", new byte[0], 1_700_000_000_000L, null);
        return new AccessPoint(bssid, ssid, channel, rssi).sighting(Decoded.of("urn:dev:ops:x", message));
    }
}
