package org.headgate.profile.lorawan.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.headgate.profile.lorawan.frame.PhyPayload.JoinAccept;
import org.headgate.profile.lorawan.frame.PhyPayload.JoinRequest;
import org.headgate.profile.lorawan.frame.PhyPayload.Proprietary;
import org.headgate.profile.lorawan.frame.PhyPayload.RejoinRequest;
import org.junit.jupiter.api.Test;

class PhyPayloadTest {
    private static Optional<PhyPayload> parse(String hex) {
        return PhyPayload.parse(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void unconfirmedUplink_withPort_isReadLeastSignificantByteFirst() {
        DataFrame frame =
                (DataFrame) parse("40 F17DBE49 00 0200 01 954378762B11FF0D").orElseThrow();

        assertThat(frame.type()).isEqualTo("data-up");
        assertThat(frame.devAddr()).isEqualTo(0x49be7df1L);
        assertThat(frame.fCnt()).isEqualTo(2);
        assertThat(frame.fPort()).isEqualTo(1);
        assertThat(frame.payload()).isEqualTo(HexFormat.of().parseHex("95437876"));
        assertThat(frame.mic()).isEqualTo(0x0dff112bL);
        assertThat(frame.signed()).hasSize(13);
    }

    @Test
    void dataFrame_withOptionsAlone_hasNoPort() {
        DataFrame frame =
                (DataFrame) parse("A0 04030201 A3 FFFF 0A0B0C 01020304").orElseThrow();

        assertThat(frame.type()).isEqualTo("confirmed-down");
        assertThat(frame.ack()).isTrue();
        assertThat(frame.options()).containsExactly(10, 11, 12);
        assertThat(frame.fPort()).isEqualTo(-1);
        assertThat(frame.payload()).isEmpty();
        assertThat(frame.fCnt()).isEqualTo(65535);
    }

    @Test
    void dataFrame_ofTwelveBytes_isTheShortest() {
        assertThat(parse("80 04030201 00 0100 01020304"))
                .get()
                .extracting("fPort")
                .isEqualTo(-1);
        assertThat(parse("80 04030201 00 0100 010203")).isEmpty();
    }

    @Test
    void dataFrame_withOptionsBeyondItsEnd_isNone() {
        assertThat(parse("40 04030201 0F 0100 0A0B 01020304")).isEmpty();
    }

    @Test
    void join_request_namesBothEuis() {
        assertThat(parse("00 0100000000B4F4FF 0807060504030281 3412 01020304"))
                .contains(new JoinRequest(0xfff4b40000000001L, 0x8102030405060708L, 0x1234));
        assertThat(parse("00 0100000000B4F4FF 0807060504030281 3412 010203")).isEmpty();
    }

    @Test
    void join_acceptAndRejoin_areTakenByTheirLengths() {
        assertThat(PhyPayload.parse(bytes(0x20, 17))).contains(new JoinAccept());
        assertThat(PhyPayload.parse(bytes(0x20, 33))).contains(new JoinAccept());
        assertThat(PhyPayload.parse(bytes(0x20, 18))).isEmpty();
        assertThat(parse("C0 00 010203 0807060504030281 0100 01020304"))
                .contains(new RejoinRequest(0x8102030405060708L));
        assertThat(parse("C0 01 0102030405060708 0807060504030281 0100 01020304"))
                .contains(new RejoinRequest(0x8102030405060708L));
        assertThat(parse("C0 03 010203 0807060504030281 0100 01020304")).isEmpty();
    }

    @Test
    void proprietary_ofAnyLength_isOne() {
        assertThat(parse("E0")).contains(new Proprietary());
        assertThat(parse("E1")).as("of another major version").isEmpty();
        assertThat(parse("")).isEmpty();
    }

    @Test
    void bytes_ofAnyKind_areReadOrNot() {
        Random random = new Random(1);
        int frames = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            frames += PhyPayload.parse(bytes).isPresent() ? 1 : 0;
        }
        assertThat(frames).isBetween(10_000, 100_000);
    }

    private static byte[] bytes(int first, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) first;
        return bytes;
    }
}
