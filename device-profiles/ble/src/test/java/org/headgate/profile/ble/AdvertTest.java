package org.headgate.profile.ble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.profile.MalformedPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertTest {
    private static final int BTHOME = 0xfcd2;

    @Test
    void parse_exampleOfBthome_givesNameAndServiceData() throws MalformedPayload {
        Advert advert = Advert.parse(hex("020106 0B094449592D73656E736F72 0A16D2FC4002C40903BF13"));
        assertThat(advert.name()).contains("DIY-sensor");
        assertThat(advert.service(BTHOME)).contains(hex("4002C40903BF13"));
        assertThat(advert.service(0xfeaa)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0416D2FC40, 40",
        "0620D2FC000040, 40",
        "1221FB349B5F80000080001000 00D2FC000040, 40",
        "0316D2FC, ''",
        "0416D2FC40 0416D2FC41, 40",
        "0416D2FC40 00 FFFFFF, 40"
    })
    void service_anyLengthOfUuid_isFoundOnce(String data, String expected) throws MalformedPayload {
        assertThat(Advert.parse(hex(data)).service(BTHOME)).contains(hex(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0620D2FC010040", "1221FB349B5F80000080001000 01D2FC000040", "0620D2FC008040"})
    void service_uuidOfMoreBits_isNotTakenForAShortOne(String data) throws MalformedPayload {
        assertThat(Advert.parse(hex(data)).service(BTHOME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"02", "0201", "0516D2FC40", "0216D2", "0116", "02FF99", "01FF", "0421D2FC40", "0220D2", "FF09"})
    void parse_cutOff_isRefused(String data) {
        assertThatThrownBy(() -> Advert.parse(hex(data)))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .returns("advert_truncated", MalformedPayload::code);
    }

    @Test
    void parse_longerThanAnyAdvert_isRefused() {
        assertThatThrownBy(() -> Advert.parse(new byte[1651]))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .returns("too_large", MalformedPayload::code);
    }

    @Test
    void manufacturer_companyLowByteFirst_isFound() throws MalformedPayload {
        assertThat(Advert.parse(hex("04FF990405")).manufacturer(0x0499)).contains(hex("05"));
    }

    @Test
    void beacon_eachKind_namesTheDeviceWhateverItsAddress() throws MalformedPayload {
        String uuid = "1de4b189115e45f6b44e509352269977";
        assertThat(Beacon.of(Advert.parse(hex("1AFF4C000215" + uuid + "00010002BE"))))
                .contains(new Beacon("ibeacon/" + uuid + "/1/2", -66));
        assertThat(Beacon.of(Advert.parse(hex("1BFF1801BEAC" + uuid + "00010002C500"))))
                .contains(new Beacon("altbeacon/" + uuid + "00010002", -59));
        assertThat(Beacon.of(Advert.parse(hex("1716AAFE00E700112233445566778899AABBCCDDEEFF0000"))))
                .contains(new Beacon("eddystone/00112233445566778899aabbccddeeff", -25));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "020106",
                "07FF4C001002011C",
                "19FF4C0002151de4b189115e45f6b44e50935226997700010002",
                "0716AAFE10E70063",
                "0716AAFE00E70011"
            })
    void beacon_whatNamesNothing_isNone(String data) throws MalformedPayload {
        assertThat(Beacon.of(Advert.parse(hex(data)))).isEmpty();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
