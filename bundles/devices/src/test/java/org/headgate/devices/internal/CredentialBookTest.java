package org.headgate.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials.Issued;
import org.headgate.api.device.DeviceCredentials.Type;
import org.headgate.api.message.Trust;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialBookTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final SignInLimit limit = new SignInLimit(3, 60_000);

    private final List<String> ended = new CopyOnWriteArrayList<>();

    private BreakableDatabase breakable;
    private Database database;

    @BeforeEach
    void prepare(@TempDir Path folder) throws StoreUnavailable {
        breakable = new BreakableDatabase(folder);
        database = breakable.database();
        database.prepare("devices", List.of(CredentialTable.SCHEMA));
    }

    @AfterEach
    void close() {
        breakable.close();
    }

    @Test
    void authenticate_rightPassword_isDeviceWithItsRights() {
        CredentialBook book = book(5);
        Issued issued = issue(book, "barn", Type.PASSWORD, List.of("barn/#"));
        assertThat(book.authenticate(mqtt("barn", issued.secret(), "10.0.0.1:1")))
                .contains(
                        new Login.Granted(new Principal.Device("barn", Trust.TRANSPORT, List.of("barn/#"), List.of())));
    }

    @Test
    void authenticate_noFilters_mayPublishAll() {
        CredentialBook book = book(5);
        Issued issued = issue(book, "barn", Type.PASSWORD, List.of());
        assertThat(book.authenticate(mqtt("barn", issued.secret(), "10.0.0.1:1")))
                .contains(new Login.Granted(new Principal.Device("barn", Trust.TRANSPORT, List.of("#"), List.of())));
    }

    @Test
    void authenticate_unknownUser_isForOthersToAnswer() {
        assertThat(book(5).authenticate(mqtt("nobody", "x", "10.0.0.1:1"))).isEmpty();
    }

    @Test
    void authenticate_afterRestart_stillHolds() throws StoreUnavailable {
        Issued issued = issue(book(5), "barn", Type.PASSWORD, List.of("a/#", "b/#"));
        CredentialBook again = book(5);
        again.load(database.read(CredentialTable::load));
        assertThat(again.authenticate(mqtt("barn", issued.secret(), "10.0.0.1:1")))
                .containsInstanceOf(Login.Granted.class);
        assertThat(again.list().get(0).publish()).containsExactly("a/#", "b/#");
    }

    @Test
    void authenticate_tooManyFailures_deniesThatUserFromThatHostOnly() {
        CredentialBook book = book(5);
        Issued barn = issue(book, "barn", Type.PASSWORD, List.of());
        Issued shed = issue(book, "shed", Type.PASSWORD, List.of());
        Optional<Login> wrong = book.authenticate(mqtt("barn", "wrong", "10.0.0.1:1"));
        assertThat(code(wrong)).isEqualTo("bad_credentials");
        for (int port = 2; port <= 3; port++) {
            assertThat(book.authenticate(mqtt("barn", "wrong", "10.0.0.1:" + port)))
                    .isEqualTo(wrong);
        }
        assertThat(book.authenticate(mqtt("barn", barn.secret(), "10.0.0.1:9"))).isEqualTo(wrong);
        assertThat(limit.limited.sum()).isEqualTo(1);
        assertThat(code(book.authenticate(mqtt("barn", barn.secret(), "10.0.0.2:9"))))
                .isEmpty();
        assertThat(code(book.authenticate(mqtt("shed", shed.secret(), "10.0.0.1:9"))))
                .isEmpty();
        now.addAndGet(60_000);
        assertThat(code(book.authenticate(mqtt("barn", barn.secret(), "10.0.0.1:9"))))
                .isEmpty();
    }

    @Test
    void authenticate_pskCheckedByDtls_isGrantedOnlyThere() {
        CredentialBook book = book(5);
        Issued issued = issue(book, "probe", Type.PSK, List.of());
        assertThat(code(book.authenticate(new Credentials("coap", "probe", new byte[0], "h:1", false, true))))
                .isEmpty();
        assertThat(code(book.authenticate(new Credentials("coap", "probe", new byte[0], "h:1", false, false))))
                .isEqualTo("bad_credentials");
        assertThat(code(book.authenticate(new Credentials("mqtt", "probe", new byte[0], "h:1", false, true))))
                .isEqualTo("bad_credentials");
        assertThat(book.preSharedKey("probe").orElseThrow())
                .isEqualTo(issued.secret().getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void authenticate_emptyPassword_isDenied() {
        CredentialBook book = book(5);
        issue(book, "barn", Type.PASSWORD, List.of());
        assertThat(code(book.authenticate(new Credentials("coap", "barn", new byte[0], "h:1", false, true))))
                .isEqualTo("bad_credentials");
        assertThat(book.preSharedKey("barn")).isEmpty();
    }

    @Test
    void withdraw_credential_endsIt() {
        CredentialBook book = book(5);
        Issued issued = issue(book, "barn", Type.PASSWORD, List.of());
        assertThat(book.withdraw("barn")).isCompletedWithValue(true);
        assertThat(book.withdraw("barn")).isCompletedWithValue(false);
        assertThat(book.authenticate(mqtt("barn", issued.secret(), "h:1"))).isEmpty();
        assertThat(ended).containsExactly("barn credential_withdrawn");
    }

    @Test
    void issue_again_replacesTheSecret() {
        CredentialBook book = book(5);
        Issued old = issue(book, "barn", Type.PASSWORD, List.of());
        Issued fresh = issue(book, "barn", Type.PASSWORD, List.of());
        assertThat(code(book.authenticate(mqtt("barn", old.secret(), "h:1")))).isEqualTo("bad_credentials");
        assertThat(code(book.authenticate(mqtt("barn", fresh.secret(), "h:1")))).isEmpty();
        assertThat(fresh.toString()).doesNotContain(fresh.secret());
        assertThat(ended).containsExactly("barn credential_replaced");
    }

    @Test
    void admitKey_ofADevice_isThatDeviceUntilItIsWithdrawn() throws StoreUnavailable {
        CredentialBook book = book(5);
        byte[] key = {1, 2, 3};
        book.admitKey("probe", key, List.of("field/#"), List.of())
                .toCompletableFuture()
                .join();
        assertThat(book.byKey(key))
                .contains(new Principal.Device("probe", Trust.TRANSPORT, List.of("field/#"), List.of()));
        assertThat(book.byKey(new byte[] {1, 2, 4})).isEmpty();
        assertThat(book.byCertificate("probe")).isEmpty();
        CredentialBook again = book(5);
        again.load(database.read(CredentialTable::load));
        assertThat(again.byKey(key)).isPresent();
        book.withdraw("probe").toCompletableFuture().join();
        assertThat(book.byKey(key)).isEmpty();
    }

    @Test
    void admitKey_anotherKeyOrSecret_endsTheOldOne() {
        CredentialBook book = book(5);
        byte[] key = {1};
        byte[] next = {2};
        book.admitKey("probe", key, List.of(), List.of()).toCompletableFuture().join();
        book.admitKey("probe", next, List.of(), List.of()).toCompletableFuture().join();
        assertThat(book.byKey(key)).isEmpty();
        assertThat(book.byKey(next)).isPresent();
        issue(book, "probe", Type.PSK, List.of());
        assertThat(book.byKey(next)).isEmpty();
    }

    @Test
    void admitKey_ofAnother_isRefused() {
        CredentialBook book = book(5);
        book.admitKey("probe", new byte[] {1}, List.of(), List.of())
                .toCompletableFuture()
                .join();
        assertThat(book.admitKey("thief", new byte[] {1}, List.of(), List.of()).toCompletableFuture())
                .failsWithin(Duration.ofMinutes(2))
                .withThrowableThat()
                .withMessageContaining("'probe'");
    }

    @Test
    void admitCertificate_name_isNoPassword() {
        CredentialBook book = book(5);
        book.admitCertificate("probe", List.of(), List.of())
                .toCompletableFuture()
                .join();
        assertThat(book.byCertificate("probe")).isPresent();
        assertThat(book.byCertificate("other")).isEmpty();
        assertThat(code(book.authenticate(new Credentials("coap", "probe", new byte[0], "h:1", false, true))))
                .isEqualTo("bad_credentials");
        assertThat(book.issue("probe", Type.CERTIFICATE, List.of(), List.of()).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "+", "#", "ü", "-a", "a\nb"})
    void issue_badName_isRefused(String name) {
        assertThat(book(5).issue(name, Type.PASSWORD, List.of(), List.of()).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void issue_badFilterOrTooMany_isRefusedWithTheLimit() {
        CredentialBook book = book(1);
        assertThat(book.issue("barn", Type.PASSWORD, List.of("a/#/b"), List.of())
                        .toCompletableFuture())
                .isCompletedExceptionally();
        issue(book, "barn", Type.PASSWORD, List.of());
        assertThat(book.issue("shed", Type.PASSWORD, List.of(), List.of()).toCompletableFuture())
                .failsWithin(Duration.ofMinutes(2))
                .withThrowableThat()
                .withMessageContaining("devices.max is 1");
    }

    @Test
    void limit_manyHosts_staysBounded() {
        for (int host = 0; host < 2000; host++) {
            limit.failed("barn", "10.0." + host, 0);
        }
        assertThat(limit.dropped.sum()).isEqualTo(2000 - 1024);
    }

    private CredentialBook book(int max) {
        return new CredentialBook(database, max, limit, now::get, (name, code, reason) -> ended.add(name + " " + code));
    }

    private static Issued issue(CredentialBook book, String name, Type type, List<String> publish) {
        return book.issue(name, type, publish, List.of()).toCompletableFuture().join();
    }

    private static Credentials mqtt(String user, String secret, String remote) {
        return new Credentials("mqtt", user, secret.getBytes(StandardCharsets.UTF_8), remote, false, false);
    }

    private static String code(Optional<Login> login) {
        return login.orElseThrow() instanceof Login.Denied denied ? denied.code() : "";
    }
}
