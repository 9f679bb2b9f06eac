package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.lora.source.internal.Frames.hex;
import static org.headgate.lora.source.internal.Frames.read;

import java.nio.charset.StandardCharsets;
import org.headgate.lora.source.internal.Session.Checked;
import org.headgate.lora.source.internal.Session.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private final Session session = Frames.session();

    private Verdict check(byte[] frame) {
        return session.check(read(frame)).verdict();
    }

    private static String text(Checked checked) {
        return new String(checked.payload(), StandardCharsets.UTF_8);
    }

    /** Frames that others published with their keys: lora-packet (the first two), brocaar/lorawan and ChirpStack's lrwn. */
    @ParameterizedTest
    @CsvSource({
        "40F17DBE4900020001954378762B11FF0D, 44024241ed4ce9a68c6a8bc055233fd3, ec925802ae430ca77fd3dd73cb2cc588, 2, 74657374",
        "40F17DBE49000300012A3518AF, 44024241ed4ce9a68c6a8bc055233fd3, ec925802ae430ca77fd3dd73cb2cc588, 3, ''",
        "400403020180010001a694642615d6c3b582, 02020202020202020202020202020202, 01010101010101010101010101010101, 1, 68656c6c6f",
        "80040302010000000ae264d4f7b56a0e75, 0102030405060708090a0b0c0d0e0f10, 100f0e0d0c0b0a090807060504030201, 0, 01020304",
        "80040302010300000673070ae264d4f7e117d2c0, 0102030405060708090a0b0c0d0e0f10, 100f0e0d0c0b0a090807060504030201, 0, 01020304"
    })
    void publishedFrame_isSignedAndDeciphered(
            String frame, String network, String application, long fCnt, String text) {
        byte[] bytes = hex(frame);
        SessionKeys keys = SessionKeys.of(hex(network), hex(application));

        assertThat(keys.signed(read(bytes), fCnt)).isTrue();
        assertThat(keys.signed(read(bytes), fCnt + 1)).isFalse();
        assertThat(keys.signed(read(Frames.spoilt(bytes)), fCnt)).isFalse();
        assertThat(keys.deciphered(read(bytes), fCnt)).isEqualTo(hex(text));
    }

    /** Deciphered over several blocks; published by lora-packet. */
    @Test
    void longPublishedFrame_isDeciphered() {
        byte[] frame = hex(
                "40f17dbe490004000155332de41a11adc072553544429ce7787707d1c316e027e7e5e334263376affb8aa17ad30075293f28dea8a20af3c5e7");
        byte[] payload =
                SessionKeys.of(hex(Frames.NWK_S_KEY), hex(Frames.APP_S_KEY)).deciphered(read(frame), 4);
        assertThat(new String(payload, StandardCharsets.UTF_8))
                .isEqualTo("The quick brown fox jumps over the lazy dog.");
    }

    @Test
    void counter_movesOn_andOlderOnesAreReplays() {
        assertThat(check(Frames.up(5, 1, "five"))).isEqualTo(Verdict.GENUINE);
        assertThat(check(Frames.up(5, 1, "five"))).isEqualTo(Verdict.KNOWN);
        assertThat(check(Frames.up(4, 1, "four"))).isEqualTo(Verdict.REPLAYED);
        Checked next = session.check(read(Frames.up(900, 1, "later")));
        assertThat(next.verdict()).isEqualTo(Verdict.GENUINE);
        assertThat(next.counter()).isEqualTo(900);
        assertThat(text(next)).isEqualTo("later");
        assertThat(session.counter()).isEqualTo(900);
    }

    @Test
    void counter_beyond16Bits_isFoundByTheSignature() {
        session.resume(0xffff);
        assertThat(session.check(read(Frames.up(0x1_0000, 1, "turned"))).counter())
                .isEqualTo(0x1_0000);
        assertThat(session.check(read(Frames.up(0x5_0003, 1, "far"))).counter()).isEqualTo(0x5_0003);
        assertThat(check(Frames.up(0x4_ffff, 1, "old"))).isEqualTo(Verdict.REPLAYED);
        assertThat(check(Frames.up(0x16_0000, 1, "too far"))).isEqualTo(Verdict.FOREIGN);
        assertThat(session.counter()).isEqualTo(0x5_0003);
    }

    @Test
    void newSession_beginsAnywhereNearTheStart() {
        assertThat(session.check(read(Frames.up(0, 1, "zero"))).verdict()).isEqualTo(Verdict.GENUINE);
        assertThat(Frames.session()
                        .check(read(Frames.up(0xf_0000, 1, "used long")))
                        .counter())
                .isEqualTo(0xf_0000);
    }

    @Test
    void lastCounter_isNotPassed() {
        session.resume(0xffff_fffeL);
        assertThat(check(Frames.up(0xffff_ffffL, 1, "last"))).isEqualTo(Verdict.GENUINE);
        assertThat(check(Frames.up(0, 1, "again"))).isEqualTo(Verdict.FOREIGN);
    }

    @Test
    void forgedFrame_movesNothing() {
        session.resume(10);
        assertThat(check(Frames.spoilt(Frames.up(11, 1, "x")))).isEqualTo(Verdict.FOREIGN);
        assertThat(session.counter()).isEqualTo(10);
    }

    @Test
    void keysOfLorawan11_signInTwoHalves() {
        Aes forwarding = new Aes(hex("000102030405060708090a0b0c0d0e0f"));
        Aes serving = new Aes(hex("101112131415161718191a1b1c1d1e1f"));
        Aes application = new Aes(hex(Frames.APP_S_KEY));
        Session newer = new Session(
                1,
                Frames.DEV_ADDR,
                null,
                SessionKeys.of(
                        hex("000102030405060708090a0b0c0d0e0f"),
                        hex("101112131415161718191a1b1c1d1e1f"),
                        hex("202122232425262728292a2b2c2d2e2f"),
                        hex(Frames.APP_S_KEY)),
                "00");
        byte[] frame = Frames.up(7, 2, "newer", 0, forwarding, serving, application, true, 0x0502);
        byte[] otherServer = Frames.up(8, 2, "x", 0, forwarding, new Aes(new byte[16]), application, true, 0x0502);
        byte[] acknowledging = Frames.up(9, 2, "ack", 0x20, forwarding, new Aes(new byte[16]), application, true, 0);
        byte[] foreign = Frames.up(10, 2, "x", 0, new Aes(new byte[16]), serving, application, true, 0x0502);

        assertThat(text(newer.check(read(frame)))).isEqualTo("newer");
        assertThat(newer.check(read(otherServer)).verdict()).isEqualTo(Verdict.FOREIGN);
        assertThat(newer.check(read(acknowledging)).verdict()).isEqualTo(Verdict.GENUINE);
        assertThat(newer.check(read(foreign)).verdict()).isEqualTo(Verdict.FOREIGN);
    }
}
