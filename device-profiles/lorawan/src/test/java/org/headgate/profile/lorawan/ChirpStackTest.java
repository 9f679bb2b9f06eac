package org.headgate.profile.lorawan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.profile.MalformedPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChirpStackTest {
    private static final String TOPIC =
            "application/17c82e96-be03-4f38-aef3-f83d48582d97/device/0101010101010101/event/";
    private static final String DEVICE = "\"deviceInfo\":{\"applicationName\":\"Test application\","
            + "\"deviceProfileName\":\"Test device-profile\",\"deviceName\":\"Test device\",\"devEui\":\"0101010101010101\","
            + "\"tags\":{\"key\":\"value\"}}";

    private static ServerEvent read(String kind, String rest) throws MalformedPayload {
        return ChirpStack.read(Messages.mqtt(TOPIC + kind, "{" + DEVICE + rest + "}"));
    }

    @Test
    void up_ofTheDocumentation_isRead() throws MalformedPayload {
        Uplink uplink = (Uplink)
                read(
                        "up",
                        ",\"time\":\"2022-07-18T09:34:15.775023242+00:00\",\"devAddr\":\"00189440\",\"dr\":1,\"fPort\":1,\"data\":\"qg==\","
                                + "\"rxInfo\":[{\"gatewayId\":\"0016c001f153a14c\",\"uplinkId\":4217106255,\"rssi\":-36,\"snr\":10.5},"
                                + "{\"gatewayId\":\"0016c001f153a14d\",\"rssi\":-90,\"snr\":11}],\"txInfo\":{\"frequency\":867100000,"
                                + "\"modulation\":{\"lora\":{\"bandwidth\":125000,\"spreadingFactor\":11,\"codeRate\":\"CR_4_5\"}}}");
        assertThat(uplink.device().urn()).isEqualTo("urn:dev:mac:0101010101010101");
        assertThat(uplink.device().devAddr()).isEqualTo("00189440");
        assertThat(uplink.device().name()).isEqualTo("Test device");
        assertThat(uplink.device().kind()).isEqualTo("Test device-profile");
        assertThat(uplink.device().tags()).isEqualTo(Map.of("key", "value"));
        assertThat(uplink.fPort()).isEqualTo(1);
        assertThat(uplink.fCnt()).isZero();
        assertThat(uplink.payload()).containsExactly(0xaa);
        assertThat(uplink.time()).hasValue(1658136855.775);
        assertThat(uplink.radio().spreadingFactor()).isEqualTo(11);
        assertThat(uplink.radio().frequency()).isEqualTo(867_100_000L);
        assertThat(uplink.radio().bestRssi()).hasValue(-36);
        assertThat(uplink.radio().bestSnr()).hasValue(11);
        assertThat(uplink.wantsCodec()).isTrue();
    }

    @Test
    void up_withObject_isDecoded() throws MalformedPayload {
        Uplink uplink = (Uplink) read("up", ",\"data\":\"qg==\",\"object\":{\"a\":1}");
        assertThat(uplink.decoded()).isTrue();
        assertThat(uplink.wantsCodec()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}"})
    void up_withEmptyObject_isNotDecoded(String object) throws MalformedPayload {
        assertThat(((Uplink) read("up", ",\"data\":\"qg==\",\"object\":" + object)).wantsCodec())
                .isTrue();
    }

    @Test
    void up_timeThatCannotBe_isNone() throws MalformedPayload {
        assertThat(((Uplink) read("up", ",\"time\":\"2022-07-18T10:06:00Z\"")).time())
                .isEmpty();
        assertThat(((Uplink) read("up", ",\"time\":\"1980-01-06T00:00:00Z\"")).time())
                .isEmpty();
    }

    @Test
    void up_snrOfFsk_isNone() throws MalformedPayload {
        Uplink uplink = (Uplink) read("up", ",\"rxInfo\":[{\"gatewayId\":\"g\",\"rssi\":-50,\"snr\":\"NaN\"}]");
        assertThat(uplink.radio().bestSnr()).isEmpty();
        assertThat(uplink.radio().bestRssi()).hasValue(-50);
    }

    @Test
    void status_isRead() throws MalformedPayload {
        DeviceStatus status = (DeviceStatus) read("status", ",\"margin\":10,\"batteryLevel\":88.3");
        assertThat(status.battery()).isEqualTo(88.3);
        assertThat(status.margin()).isEqualTo(10);
        DeviceStatus unknown = (DeviceStatus) read("status", ",\"batteryLevelUnavailable\":true");
        assertThat(unknown.battery()).isNull();
        DeviceStatus mains = (DeviceStatus) read("status", ",\"externalPowerSource\":true");
        assertThat(mains.battery()).isNull();
        assertThat(mains.external()).isTrue();
    }

    @Test
    void others_areTold() throws MalformedPayload {
        assertThat(read("join", ",\"devAddr\":\"00189440\"")).isInstanceOf(Joined.class);
        assertThat(read("txack", ""))
                .asInstanceOf(InstanceOfAssertFactories.type(OtherEvent.class))
                .extracting(OtherEvent::kind)
                .isEqualTo("txack");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fPort\":256|field_invalid",
                "fPort\":1.5|field_invalid",
                "fCnt\":-1|field_invalid",
                "fCnt\":4294967296|field_invalid",
                "data\":\"q-==\"|field_invalid",
                "data\":7|field_invalid",
                "confirmed\":\"yes\"|field_invalid",
                "object\":[1]|field_invalid",
                "rxInfo\":{}|field_invalid",
                "rxInfo\":[7]|field_invalid",
                "rxInfo\":[{\"rssi\":\"x\"}]|field_invalid",
                "rxInfo\":[{\"rssi\":1e300}]|number_out_of_range",
                "time\":\"yesterday\"|field_invalid",
                "devAddr\":\"0018944\"|field_invalid",
                "joinServerContext\":{\"sessionKeyId\":\"x\"}|payload_encrypted"
            })
    void up_wrongField_isRefused(String field, String code) {
        assertThatThrownBy(() -> read("up", ",\"" + field))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .extracting(MalformedPayload::code)
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"devEUI\":\"AQEBAQEBAQE=\",\"applicationID\":\"1\"}|field_missing",
                "{\"deviceInfo\":{}}|field_missing",
                "{\"deviceInfo\":{\"devEui\":\"01\"}}|field_invalid",
                "{\"deviceInfo\":{\"devEui\":\"0202020202020202\"}}|device_differs",
                "[]|not_object",
                "x|not_json"
            })
    void up_ofNoDevice_isRefused(String json, String code) {
        assertThatThrownBy(() -> ChirpStack.read(Messages.mqtt(TOPIC + "up", json)))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .extracting(MalformedPayload::code)
                .isEqualTo(code);
    }

    @Test
    void kind_isOfTheTopicAlone() {
        assertThat(ChirpStack.kind(Messages.mqtt("site/north/" + TOPIC + "up", "")))
                .hasValue("up");
        assertThat(ChirpStack.kind(Messages.mqtt(TOPIC + "up/more", ""))).isEmpty();
        assertThat(ChirpStack.kind(Messages.of("coap", TOPIC + "up", ""))).isEmpty();
        assertThat(ChirpStack.kind(Messages.mqtt("application/1/device/01/event/up", "")))
                .isEmpty();
    }
}
