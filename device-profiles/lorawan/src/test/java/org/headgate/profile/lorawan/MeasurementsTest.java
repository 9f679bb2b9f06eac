package org.headgate.profile.lorawan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.StrictJson;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementsTest {

    @ParameterizedTest
    @CsvSource({
        "temperature, 21.5, Cel, 21.5",
        "TempC_SHT, 24.73, Cel, 24.73",
        "TempC1, 21.5, Cel, 21.5",
        "temperature_7, -15.6, Cel, -15.6",
        "temperatureSensor, 25, Cel, 25",
        "soil_temperature, 9, Cel, 9",
        "temp_f, 212, Cel, 100",
        "temperature_fahrenheit, 32, Cel, 0",
        "Hum_SHT, 45.2, %RH, 45.2",
        "relativeHumidity, 44.5, %RH, 44.5",
        "relative_humidity_8, 49.5, %RH, 49.5",
        "BatV, 3.297, V, 3.297",
        "battery_voltage, 3.026, V, 3.026",
        "battery_mv, 3600, V, 3.6",
        "battery_percentage, 80, %EL, 80",
        "batteryPercent, 80, %EL, 80",
        "co2, 412, ppm, 412",
        "CO2, 412, ppm, 412",
        "pm2_5, 12, ug/m3, 12",
        "pm10, 12, ug/m3, 12",
        "ILL_lx, 300, lx, 300",
        "barometric_pressure_10, 1073.5, Pa, 107350",
        "pressure_hpa, 1013.25, Pa, 101325",
        "distance_mm, 1500, m, 1.5",
        "distance_cm, 172, m, 1.72",
        "fill_level_percent, 40, %, 40",
        "energy_kwh, 1.5, J, 5400000",
        "latitude, 52.3, lat, 52.3"
    })
    void find_clearName_hasUnit(String key, double value, String unit, double scaled) throws MalformedPayload {
        Scale scale = KeyUnits.find(key, value);
        assertThat(scale).isNotNull();
        assertThat(scale.unit()).isEqualTo(unit);
        assertThat(scale.apply(value)).isEqualTo(scaled);
    }

    @ParameterizedTest
    @CsvSource({
        "battery, 3.6", "battery, 98", "Bat_status, 3", "battery_voltage, 3026", "temperature_alarm, 1",
                "pressure, 1013",
        "barometric_pressure, 101.3", "humidity_threshold_state, 1", "latitude, 523000", "counter, 7", "c, 1", "7, 1",
        "value, 1", "light_level, 3", "_, 1"
    })
    void find_doubtfulName_hasNone(String key, double value) {
        assertThat(KeyUnits.find(key, value)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"temperatureSensor\":{\"1\":25,\"2\":26}}"
                        + "|[{\"n\":\"d:temperatureSensor.1\",\"u\":\"Cel\",\"v\":25},{\"n\":\"d:temperatureSensor.2\",\"u\":\"Cel\",\"v\":26}]",
                "{\"battery_voltage\":{\"displayName\":\"Battery voltage\",\"value\":3086,\"unit\":\"mV\"}}"
                        + "|[{\"n\":\"d:battery_voltage\",\"u\":\"V\",\"v\":3.086}]",
                "{\"air\":{\"value\":40,\"unit\":\"%\"},\"humidity\":{\"value\":40,\"unit\":\"%\"}}"
                        + "|[{\"n\":\"d:air\",\"u\":\"%\",\"v\":40},{\"n\":\"d:humidity\",\"u\":\"%RH\",\"v\":40}]",
                "{\"x\":{\"value\":1,\"unit\":\"furlong\"}}|[{\"n\":\"d:x\",\"v\":1}]",
                "{\"temperature\":{\"min\":1,\"max\":2}}"
                        + "|[{\"n\":\"d:temperature.min\",\"u\":\"Cel\",\"v\":1},{\"n\":\"d:temperature.max\",\"u\":\"Cel\",\"v\":2}]",
                "{\"door\":true,\"state\":\"open\",\"gone\":null,\"none\":\"\"}"
                        + "|[{\"n\":\"d:door\",\"vb\":true},{\"n\":\"d:state\",\"vs\":\"open\"}]",
                "{\"value\":1,\"unit\":\"V\"}|[{\"n\":\"d:value\",\"u\":\"V\",\"v\":1}]"
            })
    void add_object_isItsValues(String object, String expected) throws MalformedPayload, SenmlException {
        Decoded.Builder decoded = Decoded.of("d", Messages.mqtt("t", ""));
        Measurements.add(decoded, StrictJson.object(object.getBytes(StandardCharsets.UTF_8)));
        SenmlPack pack = SenmlPack.of(decoded.build().records());
        assertThat(pack).isEqualTo(SenmlPack.readJson(expected.getBytes(StandardCharsets.UTF_8), Messages.RECEIVED_AT));
    }

    @Test
    void add_longText_isRefused() {
        Decoded.Builder decoded = Decoded.of("d", Messages.mqtt("t", ""));
        String object = "{\"a\":\"" + "x".repeat(1025) + "\"}";
        assertThatThrownBy(
                        () -> Measurements.add(decoded, StrictJson.object(object.getBytes(StandardCharsets.US_ASCII))))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .extracting(MalformedPayload::code)
                .isEqualTo("text_too_long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"°C", "℃", "Cel"})
    void find_unitText_isTheRegistrys(String text) {
        assertThat(UnitTexts.find(text)).extracting(Scale::unit).isEqualTo("Cel");
    }

    @Test
    void words_areThoseThatPeopleSee() {
        assertThat(Words.of("TempC_SHT")).containsExactly("temp", "c", "sht");
        assertThat(Words.of("batteryVoltage_2")).containsExactly("battery", "voltage", "2");
        assertThat(Words.of("pm2_5")).containsExactly("pm", "2", "5");
        assertThat(Words.of("CO2")).containsExactly("co", "2");
        assertThat(Words.of("__")).isEmpty();
    }
}
