package org.headgate.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VerdictCborTest {

    @Test
    void number_isAsShortAsItsValueAllows() {
        assertThat(hex(0)).isEqualTo("00");
        assertThat(hex(-0.0)).isEqualTo("00");
        assertThat(hex(-1)).isEqualTo("20");
        assertThat(hex(23)).isEqualTo("17");
        assertThat(hex(24)).isEqualTo("1818");
        assertThat(hex(256)).isEqualTo("190100");
        assertThat(hex(65_536)).isEqualTo("1a00010000");
        assertThat(hex(4_294_967_296.0)).isEqualTo("1b0000000100000000");
        assertThat(hex(1.5)).isEqualTo("f93e00");
        assertThat(hex(-4.125)).isEqualTo("f9c420");
        assertThat(hex(5.960464477539063e-8)).isEqualTo("f90001");
        assertThat(hex(0.00006103515625)).isEqualTo("f90400");
        assertThat(hex(3.3332865)).startsWith("fb");
        assertThat(hex(100_000.5)).isEqualTo("fa47c35040");
        assertThat(hex(1.1)).isEqualTo("fb3ff199999999999a");
        assertThat(hex(1.0e300)).isEqualTo("fb7e37e43c8800759c");
        assertThat(hex(Double.POSITIVE_INFINITY)).isEqualTo("f97c00");
        assertThat(Payload.of(new Cbor().unsigned(-1L).bytes())).hasToString("1bffffffffffffffff");
    }

    @Test
    void verdict_hasTheseBytes_onAnyMachine() throws GeneralSecurityException {
        assertThat(sha256(RuleSet.HEADGATE))
                .isEqualTo("fa16681eb94f1903478f940789f85ffa92c4f72bc0fb7db4f136b6663e2a6440");
        assertThat(sha256(RuleSet.HELIUM))
                .isEqualTo("c0857c5ce6d66e750dec30e105c96372d2018d9de22568f5b2043725fe9294d7");
    }

    @Test
    void anythingElse_isRefused() {
        byte[] good = RuleSet.HELIUM.judge(Samples.one()).encode();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> Verdict.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Verdict.decode(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        for (int at = 0; at < good.length; at++) {
            for (int with = 0; with < 256; with += 5) {
                byte[] changed = good.clone();
                changed[at] = (byte) with;
                readsOrRefuses(changed);
            }
        }
    }

    private static void readsOrRefuses(byte[] bytes) {
        try {
            assertThat(Verdict.decode(bytes).encode()).isEqualTo(bytes);
        } catch (IllegalArgumentException e) {
            assertThat(e).isNotNull();
        }
    }

    private static String sha256(RuleSet rules) throws GeneralSecurityException {
        byte[] bytes = rules.judge(Samples.one()).encode();
        return Payload.of(MessageDigest.getInstance("SHA-256").digest(bytes)).toString();
    }

    private static String hex(double number) {
        return Payload.of(new Cbor().number(number).bytes()).toString();
    }
}
