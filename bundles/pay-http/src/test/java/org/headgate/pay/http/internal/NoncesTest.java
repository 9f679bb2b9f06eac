package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.SignInWithX;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoncesTest {
    private static final long GOOD = SignInWithX.LONGEST.toNanos();

    private final AtomicLong nanos = new AtomicLong(-7);
    private final Nonces nonces = new Nonces(nanos::get);

    private void refused(String nonce) {
        assertThatThrownBy(() -> nonces.use(nonce, 10))
                .isInstanceOfSatisfying(
                        PaymentRefused.class, why -> assertThat(why.code()).isEqualTo("invalid_siwx_nonce"));
    }

    @Test
    void nonce_given_isGoodOnce() throws Exception {
        String nonce = nonces.next();

        assertThat(nonce).matches("[a-z0-9]{8,}").isNotEqualTo(nonces.next());
        nonces.check(nonce);
        assertThat(nonces.use(nonce, 10)).isTrue();
        refused(nonce);
        refused(nonce.toUpperCase(Locale.ROOT));
    }

    @Test
    void nonce_isGoodForFiveMinutes_andForgottenLater() throws Exception {
        String nonce = nonces.next();
        String late = nonces.next();
        nanos.addAndGet(GOOD);
        assertThat(nonces.use(nonce, 10)).isTrue();
        nanos.addAndGet(1);
        refused(late);
        assertThat(nonces.used()).isEqualTo(1);
        nanos.addAndGet(GOOD);
        assertThat(nonces.use(nonces.next(), 10)).isTrue();
        refused(nonce);
        assertThat(nonces.used()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a1b2c3d4e5f6", "zz", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})
    void nonce_notGivenHere_isRefused(String nonce) {
        refused(nonce);
    }

    @Test
    void nonce_changedOrOfAnotherGateway_isRefused() {
        String nonce = nonces.next();
        refused((nonce.startsWith("f") ? "e" : "f") + nonce.substring(1));
        refused(nonce + "00");
        refused(new Nonces(nanos::get).next());
    }

    /** What is used is never forgotten early for want of room: then none is taken. */
    @Test
    void nonces_tooMany_areNotTaken() throws Exception {
        String first = nonces.next();
        assertThat(nonces.use(first, 2)).isTrue();
        assertThat(nonces.use(nonces.next(), 2)).isTrue();
        assertThat(nonces.use(nonces.next(), 2)).isFalse();
        assertThat(nonces.use(nonces.next(), 3))
                .as("of those that have more room")
                .isTrue();
        refused(first);
        nanos.addAndGet(GOOD + 1);
        assertThat(nonces.use(nonces.next(), 2)).isTrue();
    }
}
