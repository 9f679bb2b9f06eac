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
                .contains(new Beacon.IBeacon(uuid, 1, 2, -66))
                .map(Beacon::name)
                .contains("ibeacon/" + uuid + "/1/2");
        assertThat(Beacon.of(Advert.parse(hex("1BFF1801BEAC" + uuid + "00010002C500"))))
                .contains(new Beacon.AltBeacon(uuid + "00010002", -59))
                .map(Beacon::name)
                .contains("altbeacon/" + uuid + "00010002");
        assertThat(Beacon.of(Advert.parse(hex("1716AAFE00E700112233445566778899AABBCCDDEEFF0000"))))
                .contains(new Beacon.EddystoneUid("00112233445566778899", "aabbccddeeff", -25))
                .map(Beacon::name)
                .contains("eddystone/00112233445566778899aabbccddeeff");
        assertThat(Beacon.of(Advert.parse(hex("0D16AAFE30EE0102030405060708"))))
                .contains(new Beacon.EddystoneEid("0102030405060708", -18))
                .map(Beacon::name)
                .contains("eddystone-eid/0102030405060708");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "020106",
                "07FF4C001002011C",
                "19FF4C0002151de4b189115e45f6b44e50935226997700010002",
                "0716AAFE00E70011",
                "0316AAFE",
                "0616AAFE10E704",
                "0716AAFE10E7000E",
                "0716AAFE10E70080",
                "0816AAFE2000010203",
                "1416AAFE2001000102030405060708090A0B0C0D0E",
                "0716AAFE30EE0102",
                "1716AAFE400102030405060708090A0B0C0D0E0F10111213"
            })
    void beacon_whatNamesNothing_isNone(String data) throws MalformedPayload {
        assertThat(Beacon.of(Advert.parse(hex(data)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0716AAFE10E70063, http://www.c",
        "0C16AAFE10E703676F6F2E6779, https://goo.gy",
        "0C16AAFE10E7006578616D7000, http://www.examp.com/",
        "0716AAFE10E7020D, http://.gov",
        "0616AAFE10E702, http://"
    })
    void beacon_eddystoneUrl_isWrittenOutAndNamesNobody(String data, String url) throws MalformedPayload {
        assertThat(Beacon.of(Advert.parse(hex(data)))).contains(new Beacon.EddystoneUrl(url, -25));
        assertThat(Beacon.of(Advert.parse(hex(data))).orElseThrow().name()).isNull();
    }

    @Test
    void power_ofAdvertOrScanResponse_theAdvertsCounts() throws MalformedPayload {
        assertThat(Advert.parse(hex("020AF4")).power()).hasValue(-12);
        assertThat(Advert.parse(hex("020106"), hex("020A04")).power()).hasValue(4);
        assertThat(Advert.parse(hex("020AF4"), hex("020A04")).power()).hasValue(-12);
        assertThat(Advert.parse(hex("030AF400")).power()).isEmpty();
        assertThat(Advert.parse(new byte[0], new byte[0]).power()).isEmpty();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
