package org.headgate.senml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalPackTest {
    private static final long NOW = 1_700_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "-0.0, 00",
        "5.0, 05",
        "1e3, 1903e8",
        "-1, 20",
        "9007199254740991, 1b001fffffffffffff",
        "-9007199254740991, 3b001ffffffffffffe",
        "0.5, f93800",
        "-1.5, f9be00",
        "5.960464477539063e-8, f90001",
        "0.00006103515625, f90400",
        "0.000060975551605224609375, f903ff",
        "65504.5, fa477fe080",
        "2.98023223876953125e-8, fa33000000",
        "1.1, fb3ff199999999999a",
        "23.1, fb403719999999999a",
        "1e-320, fb00000000000007e8",
    })
    void number_isShortest(String number, String cbor) throws SenmlException {
        SenmlPack pack = json("[{\"n\":\"a\",\"t\":1700000000,\"v\":" + number + "}]");
        assertThat(HexFormat.of().formatHex(pack.toCbor())).isEqualTo("81a3006161" + "02" + cbor + "061a6553f100");
    }

    @Test
    void keys_areInBytewiseOrder() throws SenmlException {
        SenmlPack pack = json(
                "[{\"zz\":true,\"b9\":\"x\",\"é\":1,\"ab\":2,\"n\":\"a\",\"vd\":\"aGk\",\"u\":\"V\",\"s\":1,\"ut\":60,\"t\":1700000000}]");
        assertThat(HexFormat.of().formatHex(pack.toCbor()))
                .isEqualTo("81aa"
                        + "006161" + "016156" + "0501" + "061a6553f100" + "07183c" + "08426869"
                        + "62616202" + "6262396178" + "627a7af5" + "62c3a901");
    }

    @Test
    void records_outOfOrder_areSortedStably() throws SenmlException {
        SenmlPack pack = json(
                "[{\"n\":\"c\",\"t\":2,\"v\":1},{\"n\":\"b\",\"v\":2},{\"n\":\"a\",\"v\":3},{\"n\":\"d\",\"t\":-1,\"v\":4}]");
        assertThat(pack.records()).extracting(SenmlRecord::name).containsExactly("d", "b", "a", "c");
        assertThat(pack.records())
                .extracting(SenmlRecord::time)
                .containsExactly(1.699999999e9, 1.7e9, 1.7e9, 1.700000002e9);
    }

    @Test
    void baseFields_areAdded() throws SenmlException {
        SenmlPack pack = json(
                "[{\"bver\":5,\"bn\":\"dev:\",\"bt\":1.7e9,\"bu\":\"Cel\",\"bv\":20,\"bs\":100},{\"n\":\"a\",\"v\":1.5,\"t\":3},{\"n\":\"b\",\"u\":\"K\",\"s\":7},{\"n\":\"c\",\"vs\":\"x\"}]");
        assertThat(pack.records())
                .containsExactlyInAnyOrder(
                        new SenmlRecord("dev:a", "Cel", new SenmlValue.Num(21.5), 100.0, 1.700000003e9, null, Map.of()),
                        new SenmlRecord("dev:b", "K", new SenmlValue.Num(20), 107.0, 1.7e9, null, Map.of()),
                        new SenmlRecord("dev:c", "Cel", new SenmlValue.Text("x"), 100.0, 1.7e9, null, Map.of()));
    }

    @Test
    void time_isRelativeBelow2To28() throws SenmlException {
        assertThat(json("[{\"n\":\"a\",\"t\":268435455,\"v\":1}]")
                        .records()
                        .get(0)
                        .time())
                .isEqualTo(1.968435455e9);
        assertThat(json("[{\"n\":\"a\",\"t\":268435456,\"v\":1}]")
                        .records()
                        .get(0)
                        .time())
                .isEqualTo(268435456);
        assertThat(json("[{\"n\":\"a\",\"bt\":268435450,\"t\":6,\"v\":1}]")
                        .records()
                        .get(0)
                        .time())
                .isEqualTo(268435456);
        assertThat(SenmlPack.readJson("[{\"n\":\"a\",\"v\":1}]".getBytes(UTF_8), 1_700_000_000_123L)
                        .records()
                        .get(0)
                        .time())
                .isEqualTo(1700000000.123);
    }

    @Test
    void json_ofResolvedPack_isReadableAndShort() throws SenmlException {
        SenmlPack pack = SenmlPack.of(List.of(
                new SenmlRecord("a:t", "Cel", new SenmlValue.Num(-3.25), 1700000000.12),
                new SenmlRecord(
                        "a:x",
                        null,
                        new SenmlValue.Data(new byte[] {-1, -2, -3, -4}),
                        null,
                        5,
                        0.001,
                        Map.of("z", new SenmlValue.Text("é\"")))));
        assertThat(new String(pack.toJson(), UTF_8))
                .isEqualTo(
                        "[{\"n\":\"a:x\",\"t\":5,\"vd\":\"__79_A\",\"ut\":0.001,\"z\":\"é\\\"\"},{\"n\":\"a:t\",\"u\":\"Cel\",\"t\":1700000000.12,\"v\":-3.25}]");
        byte[] json = pack.toJson();
        assertThat(SenmlPack.readResolvedJson(json, 0, json.length)).isEqualTo(pack);
    }

    private static SenmlPack json(String text) throws SenmlException {
        return SenmlPack.readJson(text.getBytes(UTF_8), NOW);
    }
}
