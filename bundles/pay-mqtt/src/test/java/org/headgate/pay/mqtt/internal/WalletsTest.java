package org.headgate.pay.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.pay.mqtt.internal.Purse.BUYER;
import static org.headgate.pay.mqtt.internal.Purse.GATEWAY;
import static org.headgate.pay.mqtt.internal.Purse.NOW;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.x402.SignInMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalletsTest {
    private static final String HERE = GATEWAY.address().toString();

    private final AtomicLong clock = new AtomicLong(NOW.toEpochMilli());
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Wallets wallets = wallets(2, 3);

    private Wallets wallets(int guests, int checks) {
        return new Wallets(
                new WalletSignIn(Duration.ofDays(31)),
                new Guests(guests, 2),
                new Budget(checks, 1000),
                clock::get,
                GATEWAY::address,
                known::contains);
    }

    private static Login.Granted granted(Wallets wallets, Credentials credentials) {
        Login login = wallets.authenticate(credentials).orElseThrow();
        assertThat(login).isInstanceOf(Login.Granted.class);
        return (Login.Granted) login;
    }

    private String denied(Credentials credentials) {
        Login login = wallets.authenticate(credentials).orElseThrow();
        assertThat(login).isInstanceOf(Login.Denied.class);
        return ((Login.Denied) login).code() + ": " + ((Login.Denied) login).reason();
    }

    @Test
    void signature_ofTheWallet_letsItInUnderItsAddress() {
        Login.Granted login = granted(wallets, BUYER.signIn());
        assertThat(login.principal())
                .isEqualTo(new Principal.Buyer(BUYER.address().toString()));
        assertThat(login.stay().lasting()).isFalse();
        known.add(BUYER.address().toString());
        assertThat(login.stay().lasting()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "other.example,2026-11-22T12:00:00Z,,invalid_siwx_domain_mismatch",
        "here,2026-11-21T11:00:00Z,,invalid_siwx_expired",
        "here,2026-11-22T11:00:00Z,2026-11-22T11:30:00Z,invalid_siwx_expired",
        "here,2026-10-01T12:00:00Z,2027-10-01T12:00:00Z,invalid_siwx_expired",
        "here,2026-11-22T13:00:00Z,,invalid_siwx_not_yet_valid"
    })
    void message_ofAnotherPlaceOrTime_isRefused(String domain, String issued, String expires, String code) {
        String password = BUYER.password(domain.equals("here") ? HERE : domain, issued, expires);
        assertThat(denied(BUYER.shown(password))).startsWith(code);
    }

    @Test
    void message_goodForLong_letsInUntilItsEnd() {
        String password = BUYER.password(HERE, "2026-11-01T12:00:00Z", "2026-11-30T12:00:00Z");
        granted(wallets, BUYER.shown(password)).stay().ended();
        clock.set(Instant.parse("2026-11-30T12:00:01Z").toEpochMilli());
        assertThat(denied(BUYER.shown(password))).startsWith("invalid_siwx_expired");
    }

    @Test
    void message_ofAnotherWallet_isRefused() {
        Purse thief = new Purse(8);
        String own = new String(BUYER.signIn().secret(), StandardCharsets.UTF_8);
        assertThat(denied(thief.shown(own))).startsWith("invalid_siwx_address");
        String forged = thief.password(new SignInMessage(
                        HERE,
                        SignInMessage.checksummed(BUYER.address()),
                        null,
                        "mqtt://x",
                        1,
                        "abcdefgh",
                        NOW.toString(),
                        null,
                        null,
                        null,
                        List.of())
                .text());
        assertThat(denied(BUYER.shown(forged))).startsWith("invalid_siwx_signature");
    }

    /** Who knows nothing is told what to sign. */
    @ParameterizedTest
    @ValueSource(strings = {"", "secret"})
    void password_isNoMessage_isToldTheDomain(String password) {
        assertThat(denied(BUYER.shown(password)))
                .startsWith(SignInMessage.MALFORMED)
                .contains(HERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "=.0x", "a.b", "aGVsbG8=.0x00", "aGVsbG8=.zz"})
    void password_malformed_isRefused(String password) {
        assertThat(denied(BUYER.shown(password))).startsWith(SignInMessage.MALFORMED);
    }

    @Test
    void password_ofMegabytes_isRefused() {
        assertThat(denied(BUYER.shown("a".repeat(65_535) + ".00"))).startsWith(SignInMessage.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p-abc", "kitchen", "", "0x12", "0xzz00000000000000000000000000000000000000"})
    void user_isNoAddress_isLeftToOthers(String user) {
        byte[] secret = {1};
        assertThat(wallets.authenticate(new Credentials("mqtt", user, secret, "h:1", true, false)))
                .isEmpty();
    }

    @Test
    void guests_areFull_othersAreToldToComeAgain_andPayersComeIn() {
        Wallets small = wallets(1, 30);
        Login.Stay stay = granted(small, BUYER.signIn()).stay();
        Purse other = new Purse(8);
        assertThat(small.authenticate(other.signIn()))
                .get()
                .isInstanceOfSatisfying(
                        Login.Unavailable.class, full -> assertThat(full.code()).isEqualTo("guests_full"));
        known.add(other.address().toString());
        assertThat(small.authenticate(other.signIn())).get().isInstanceOf(Login.Granted.class);
        known.clear();
        stay.ended();
        stay.ended();
        assertThat(small.guests()).isZero();
        assertThat(small.authenticate(other.signIn())).get().isInstanceOf(Login.Granted.class);
        assertThat(small.full()).isEqualTo(1);
    }

    @Test
    void guest_pays_leavesItsPlaceToAnother_once() {
        Wallets small = wallets(1, 30);
        Login.Stay stay = granted(small, BUYER.signIn()).stay();
        known.add(BUYER.address().toString());
        assertThat(stay.lasting()).isTrue();
        assertThat(stay.lasting()).isTrue();
        assertThat(small.guests()).isZero();
        assertThat(small.authenticate(new Purse(8).signIn())).get().isInstanceOf(Login.Granted.class);
        stay.ended();
        assertThat(small.guests()).isEqualTo(1);
    }

    /** A message of the buyer's own, signed by another. */
    private static String wrong(int second) {
        String own = BUYER.password(HERE, NOW.minusSeconds(second).toString(), null);
        String other = new Purse(8).password("x");
        return own.substring(0, own.indexOf('.')) + other.substring(other.indexOf('.'));
    }

    /** Whoever shares the host of one who sends rubbish comes in. */
    @Test
    void passwords_thatAreNoSignIns_costNobodyHisShare() {
        for (int i = 0; i < 20; i++) {
            denied(BUYER.shown("wrong" + i));
            denied(BUYER.shown(BUYER.password(HERE, "2026-10-01T12:00:0" + i % 10 + "Z", null)));
            denied(BUYER.shown(BUYER.password("other.example", NOW.toString(), null)));
            denied(BUYER.shown(wrong(i).replaceFirst("\\.0x..", ".0x")));
        }
        assertThat(wallets.authenticate(BUYER.signIn())).get().isInstanceOf(Login.Granted.class);
        assertThat(wallets.busy()).isZero();
    }

    /** Who has one address of a network of IPv6 has them all. */
    @Test
    void signatures_fromOneNetworkOfIpv6_areOfOneHost() {
        for (int i = 0; i < 3; i++) {
            denied(BUYER.shown(wrong(i), "[2001:db8:0:1::" + i + "]:5000"));
        }
        String password = new String(BUYER.signIn().secret(), StandardCharsets.UTF_8);
        assertThat(wallets.authenticate(BUYER.shown(password, "[2001:db8:0:1:9::9]:5000")))
                .get()
                .isInstanceOf(Login.Unavailable.class);
        assertThat(wallets.authenticate(BUYER.shown(password, "[2001:db8:0:2::9]:5000")))
                .get()
                .isInstanceOf(Login.Granted.class);
    }

    @Test
    void signatures_tooMany_costTheirHostAlone() {
        for (int i = 0; i < 3; i++) {
            denied(BUYER.shown(wrong(i)));
        }
        assertThat(wallets.authenticate(BUYER.signIn())).get().isInstanceOf(Login.Unavailable.class);
        String password = new String(BUYER.signIn().secret(), StandardCharsets.UTF_8);
        assertThat(wallets.authenticate(BUYER.shown(password, "192.0.2.2:1")))
                .get()
                .isInstanceOf(Login.Granted.class);
        clock.addAndGet(60_000);
        assertThat(wallets.authenticate(BUYER.signIn())).get().isInstanceOf(Login.Granted.class);
        assertThat(wallets.busy()).isEqualTo(1);
    }

    /** Who comes again with the same password is not checked again. */
    @Test
    void reconnects_ofOneWallet_areNotLimited() {
        for (int i = 0; i < 20; i++) {
            granted(wallets, BUYER.signIn()).stay().ended();
        }
        assertThat(wallets.granted()).isEqualTo(20);
    }
}
