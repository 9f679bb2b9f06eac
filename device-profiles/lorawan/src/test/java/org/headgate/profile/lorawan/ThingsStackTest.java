package org.headgate.profile.lorawan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.profile.MalformedPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThingsStackTest {
    private static final String TOPIC = "v3/app1@ttn/devices/dev1/";
    private static final String IDS =
            "\"end_device_ids\":{\"device_id\":\"dev1\",\"application_ids\":{\"application_id\":\"app1\"},"
                    + "\"dev_eui\":\"0004A30B001C0530\",\"join_eui\":\"800000000000000C\",\"dev_addr\":\"00BCB929\"}";

    private static ServerEvent up(String fields) throws MalformedPayload {
        return ThingsStack.read(Messages.mqtt(TOPIC + "up", "{" + IDS + ",\"uplink_message\":{" + fields + "}}"));
    }

    @Test
    void up_ofTheDocumentation_isRead() throws MalformedPayload {
        Uplink uplink =
                (Uplink) up("\"session_key_id\":\"AXA50tHUGUucuzS/bCGMNw==\",\"f_cnt\":1,\"frm_payload\":\"gkHe\","
                        + "\"decoded_payload\":{\"temperature\":1.0,\"luminosity\":0.64},\"rx_metadata\":[{\"gateway_ids\":{"
                        + "\"gateway_id\":\"gtw1\",\"eui\":\"9C5C8E00001A05C4\"},\"rssi\":-35,\"snr\":5}],\"settings\":{\"data_rate\":{"
                        + "\"lora\":{\"bandwidth\":125000,\"spreading_factor\":7}},\"data_rate_index\":5,\"frequency\":\"868300000\"},"
                        + "\"received_at\":\"2020-02-12T15:15:45.789585559Z\",\"version_ids\":{\"brand_id\":\"milesight-iot\","
                        + "\"model_id\":\"am308l\",\"firmware_version\":\"1.x\"},\"attributes\":{\"k\":\"v\"}");
        assertThat(uplink.device().urn()).isEqualTo("urn:dev:mac:0004a30b001c0530");
        assertThat(uplink.device().joinEui()).isEqualTo("800000000000000c");
        assertThat(uplink.device().application()).isEqualTo("app1");
        assertThat(uplink.device().kind()).isEqualTo("milesight-iot am308l, firmware 1.x");
        assertThat(uplink.device().firmware()).isEqualTo("1.x");
        assertThat(uplink.device().tags()).containsEntry("k", "v");
        assertThat(uplink.payload()).containsExactly(0x82, 0x41, 0xde);
        assertThat(uplink.fPort()).isZero();
        assertThat(uplink.time()).hasValue(1581520545.789);
        assertThat(uplink.radio().frequency()).isEqualTo(868_300_000L);
        assertThat(uplink.radio().receptions()).containsExactly(new Reception("9c5c8e00001a05c4", -35.0, 5.0));
        assertThat(uplink.decoded()).isTrue();
    }

    @Test
    void up_withoutDevEui_goesByItsName() throws MalformedPayload {
        String json = "{\"end_device_ids\":{\"device_id\":\"dev1\"},\"uplink_message\":{}}";
        ServerEvent event = ThingsStack.read(Messages.mqtt("v3/app1/devices/dev1/up", json));
        assertThat(event.device().urn()).isEqualTo("urn:dev:ops:headgate-mqtt-app1_2fdev1");
    }

    @Test
    void up_simulated_isNoUplink() throws MalformedPayload {
        String json = "{" + IDS + ",\"simulated\":true,\"uplink_message\":{\"f_port\":1,\"frm_payload\":\"gkHe\"}}";
        assertThat(ThingsStack.read(Messages.mqtt(TOPIC + "up", json))).isInstanceOf(OtherEvent.class);
        assertThat(Uplinks.undecoded(Messages.mqtt(TOPIC + "up", json))).isEmpty();
    }

    @Test
    void others_areTold() throws MalformedPayload {
        String json = "{" + IDS + ",\"received_at\":\"2020-02-17T07:49:09.935284891Z\",\"join_accept\":{}}";
        assertThat(((Joined) ThingsStack.read(Messages.mqtt(TOPIC + "join", json))).time())
                .hasValue(1581925749.935);
        for (String kind : new String[] {"up/normalized", "down/ack", "location/solved", "service/data"}) {
            assertThat(((OtherEvent) ThingsStack.read(Messages.mqtt(TOPIC + kind, json))).kind())
                    .isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"app_s_key\":{\"key\":\"00\"}|payload_encrypted",
                "\"f_port\":300|field_invalid",
                "\"settings\":{\"frequency\":\"8683MHz\"}|field_invalid",
                "\"settings\":{\"data_rate\":{\"lora\":{\"spreading_factor\":70}}}|field_invalid",
                "\"decoded_payload\":\"x\"|field_invalid",
                "\"normalized_payload\":{}|field_invalid",
                "\"rx_metadata\":[{\"gateway_ids\":{\"eui\":\"12\"}}]|field_invalid"
            })
    void up_wrongField_isRefused(String fields, String code) {
        assertThatThrownBy(() -> up(fields))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .extracting(MalformedPayload::code)
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"uplink_message\":{}}|field_missing",
                "{\"end_device_ids\":{\"device_id\":\"dev1\"}}|field_missing",
                "{\"end_device_ids\":{\"device_id\":\"dev2\"},\"uplink_message\":{}}|device_differs"
            })
    void up_ofNoDevice_isRefused(String json, String code) {
        assertThatThrownBy(() -> ThingsStack.read(Messages.mqtt(TOPIC + "up", json)))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .extracting(MalformedPayload::code)
                .isEqualTo(code);
    }
}
