package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.market.Entitlements.Entitlement;
import org.headgate.api.market.Passes.Granted;
import org.headgate.api.market.Passes.Pass;
import org.headgate.api.market.Passes.PassRefused;
import org.headgate.api.status.Problem;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassMarketTest {
    private static final long START = 1_700_000_000_000L;

    private final AtomicLong now = new AtomicLong(START);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @TempDir
    Path data;

    private H2Store store;
    private PassMarket market;

    @BeforeEach
    void open() throws Exception {
        store = H2Store.open(data);
        market = newMarket();
    }

    @AfterEach
    void close() {
        market.close();
        scheduler.shutdownNow();
        store.close();
    }

    @Test
    void grant_newPass_entitlesAndSignsIn() {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofDays(30)));

        assertThat(granted.token()).hasSize(43);
        assertThat(granted.toString()).doesNotContain(granted.token());
        assertThat(granted.pass().id()).matches("p-[a-z2-7]{16}");
        assertThat(market.check(granted.pass().id(), "greenhouse"))
                .isEqualTo(new Entitlement.Granted(START + Duration.ofDays(30).toMillis()));
        assertThat(signIn(granted.pass().id(), granted.token(), "10.0.0.1:1"))
                .contains(new Login.Granted(new Principal.Buyer(granted.pass().id())));
        assertThat(told).containsExactly(granted.pass().id() + " greenhouse granted");
    }

    @Test
    void grant_afterRestart_isStillThereAndTokenIsKeptHashed() throws Exception {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofDays(30)));
        market.close();
        market = newMarket();

        assertThat(market.list()).containsExactly(granted.pass());
        assertThat(signIn(granted.pass().id(), granted.token(), "10.0.0.1:1"))
                .get()
                .isInstanceOf(Login.Granted.class);
        String rows = store.precious().read(c -> {
            var r = c.createStatement().executeQuery("SELECT * FROM market_pass");
            r.next();
            return r.getString(1) + new String(r.getBytes(2), StandardCharsets.ISO_8859_1) + r.getString(9);
        });
        assertThat(rows).doesNotContain(granted.token());
    }

    @Test
    void check_otherFeedOrUnknownBuyer_isRefusedWithCode() {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofDays(30)));

        assertThat(code(market.check(granted.pass().id(), "river"))).isEqualTo("no_pass");
        assertThat(code(market.check("p-aaaaaaaaaaaaaaaa", "greenhouse"))).isEqualTo("no_pass");
    }

    @Test
    void pass_timeUp_expiresTellsAndStillSignsIn() {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofSeconds(1)));
        now.addAndGet(1_000);

        assertThat(code(market.check(granted.pass().id(), "greenhouse"))).isEqualTo("pass_expired");
        await().until(() -> told.contains(granted.pass().id() + " greenhouse pass_expired"));
        assertThat(market.list()).extracting(Pass::state).containsExactly("expired");
        assertThat(signIn(granted.pass().id(), granted.token(), "10.0.0.1:1"))
                .get()
                .isInstanceOf(Login.Granted.class);
        assertThat(join(market.revoke(granted.pass().id(), "late"))).isFalse();
    }

    @Test
    void revoke_activePass_deniesEverywhereWithReason() {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofDays(1)));

        assertThat(join(market.revoke(granted.pass().id(), "resold"))).isTrue();
        assertThat(join(market.revoke(granted.pass().id(), "again"))).isFalse();
        assertThat(join(market.revoke("p-aaaaaaaaaaaaaaaa", "unknown"))).isFalse();

        assertThat(market.check(granted.pass().id(), "greenhouse"))
                .isEqualTo(new Entitlement.Refused("pass_revoked", "resold"));
        assertThat(denied(granted.pass().id(), granted.token(), "10.0.0.1:1")).isEqualTo("pass_revoked");
        assertThat(told).last().isEqualTo(granted.pass().id() + " greenhouse pass_revoked");
        assertThat(ledger("revoke")).containsExactly(-Duration.ofDays(1).toMillis());
    }

    @Test
    void authenticate_namesOfOthers_areLeftToOthers() {
        assertThat(signIn("sensor-7", "x", "10.0.0.1:1")).isEmpty();
        assertThat(signIn("", "", "10.0.0.1:1")).isEmpty();
    }

    @Test
    void authenticate_wrongTokenAndUnknownPass_lookTheSame() {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofDays(1)));

        assertThat(signIn(granted.pass().id(), "wrong", "10.0.0.1:1"))
                .isEqualTo(signIn("p-aaaaaaaaaaaaaaaa", "wrong", "10.0.0.1:1"));
    }

    @Test
    void authenticate_booksCannotBeRead_isNoWrongToken() throws Exception {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofDays(1)));
        market.close();
        store.close();
        market = newMarket();

        assertThat(signIn(granted.pass().id(), granted.token(), "10.0.0.1:1"))
                .get()
                .isInstanceOf(Login.Unavailable.class);
        assertThat(market.report().metrics()).containsEntry("market.signin.rows", 0L);
        store = H2Store.open(data);
    }

    @Test
    void grant_listenerFails_tokenIsStillToldAndSoAreTheOthers() {
        market.bindListener((buyer, feed, code, reason) -> {
            throw new IllegalStateException("broken");
        });
        market.bindListener((buyer, feed, code, reason) -> told.add("after " + code));

        assertThat(join(market.grant("greenhouse", "Ada", Duration.ofDays(1))).token())
                .hasSize(43);
        assertThat(told).contains("after granted");
    }

    @Test
    void authenticate_manyFailures_limitsTheirSenderOnly() {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofDays(1)));
        Granted other = join(market.grant("greenhouse", "Bob", Duration.ofDays(1)));
        for (int i = 0; i < 3; i++) {
            assertThat(denied(granted.pass().id(), "wrong", "10.0.0.1:" + i)).isEqualTo("credentials_wrong");
        }

        assertThat(denied(granted.pass().id(), granted.token(), "10.0.0.1:9")).isEqualTo("too_many_attempts");
        assertThat(signIn(other.pass().id(), other.token(), "10.0.0.1:9")).get().isInstanceOf(Login.Granted.class);
        assertThat(signIn(granted.pass().id(), granted.token(), "10.0.0.2:9"))
                .get()
                .isInstanceOf(Login.Granted.class);
        now.addAndGet(60_000);
        assertThat(signIn(granted.pass().id(), granted.token(), "10.0.0.1:9"))
                .get()
                .isInstanceOf(Login.Granted.class);
    }

    @Test
    void authenticate_manyHosts_tableStaysBoundedAndCounts() {
        for (int i = 0; i < 100; i++) {
            denied("p-aaaaaaaaaaaaaaaa", "wrong", "10.0.1." + i + ":1");
        }

        assertThat(market.report().metrics()).containsEntry("market.signin.rows", 8L);
        assertThat(market.report().metrics().get("market.signin.dropped")).isEqualTo(192);
    }

    @Test
    void grant_badArguments_areRefusedWithCodes() {
        market.feeds = new SpanFeeds(1_000);

        assertThat(refused(market.grant("nope", "Ada", Duration.ofDays(1)))).isEqualTo("feed_unknown");
        assertThat(refused(market.grant("greenhouse", " ", Duration.ofDays(1)))).isEqualTo("buyer_invalid");
        assertThat(refused(market.grant("greenhouse", "Ada", Duration.ZERO))).isEqualTo("duration_out_of_range");
        for (int i = 0; i < 5; i++) {
            join(market.grant("greenhouse", "Ada", Duration.ofDays(1)));
        }
        assertThat(refused(market.grant("greenhouse", "Ada", Duration.ofDays(1))))
                .isEqualTo("passes_full");
    }

    @Test
    void gap_ofPassTime_extendsProRataOnce() {
        market.feeds = new SpanFeeds(1_000);
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofHours(1)));
        String id = granted.pass().id();
        long until = granted.pass().until();

        join(market.gap(id, "greenhouse", 11, 20, "retention"));
        assertThat(market.list().get(0).until()).isEqualTo(until + 10_000);
        join(market.gap(id, "greenhouse", 11, 20, "retention"));
        join(market.gap(id, "greenhouse", 6, 25, "retention"));
        assertThat(market.list().get(0).until()).isEqualTo(until + 20_000);
        join(market.gap(id, "greenhouse", 26, 30, "replay"));
        assertThat(market.list().get(0).until()).isEqualTo(until + 20_000);
        assertThat(ledger("gap")).containsExactly(10_000L, 5_000L, 5_000L, 0L);
    }

    @Test
    void gap_beforeThePass_creditsNothing() {
        market.feeds = new SpanFeeds(1_000);
        now.addAndGet(3_600_000);
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofHours(1)));

        join(market.gap(granted.pass().id(), "greenhouse", 1, 100, "retention"));

        assertThat(market.list().get(0).until()).isEqualTo(granted.pass().until());
        assertThat(ledger("gap")).containsExactly(0L);
    }

    @Test
    void gap_toldTwiceAtOnce_creditsOnce() {
        market.feeds = new SpanFeeds(1_000);
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofHours(1)));
        List<CompletionStage<Void>> calls = new java.util.ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(market.gap(granted.pass().id(), "greenhouse", 1 + i % 3, 10, "retention"));
        }
        calls.forEach(this::join);

        assertThat(market.list().get(0).until()).isEqualTo(granted.pass().until() + 10_000);
    }

    @Test
    void gap_afterExpiry_bringsThePassBack() {
        market.feeds = new SpanFeeds(1_000);
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofHours(1)));
        now.addAndGet(Duration.ofHours(1).toMillis() + 5_000);

        join(market.gap(granted.pass().id(), "greenhouse", 1, 10, "lost"));

        assertThat(market.check(granted.pass().id(), "greenhouse")).isInstanceOf(Entitlement.Granted.class);
        assertThat(told).last().isEqualTo(granted.pass().id() + " greenhouse granted");
    }

    @Test
    void gap_ofUnknownTime_isNotedAndReported() {
        Granted granted = join(market.grant("greenhouse", "Ada", Duration.ofHours(1)));

        join(market.gap(granted.pass().id(), "greenhouse", 1, 10, "retention"));

        assertThat(ledger("gap")).containsExactly(0L);
        assertThat(market.report().problems()).extracting(Problem::code).containsExactly("gap_not_credited");
    }

    private PassMarket newMarket() {
        PassMarket made =
                new PassMarket(store, scheduler, TestConfig.of("passes.max", 5, "signin.failures", 3), now::get);
        made.bindListener((buyer, feed, code, reason) -> told.add(buyer + " " + feed + " " + code));
        return made;
    }

    private Optional<Login> signIn(String user, String secret, String remote) {
        return market.authenticate(
                new Credentials("mqtt", user, secret.getBytes(StandardCharsets.UTF_8), remote, false, true));
    }

    private String denied(String user, String secret, String remote) {
        return ((Login.Denied) signIn(user, secret, remote).orElseThrow()).code();
    }

    private static String code(Entitlement entitlement) {
        return ((Entitlement.Refused) entitlement).code();
    }

    private String refused(CompletionStage<?> stage) {
        assertThatThrownBy(() -> join(stage)).cause().isInstanceOf(PassRefused.class);
        try {
            join(stage);
        } catch (CompletionException e) {
            return ((PassRefused) e.getCause()).code();
        }
        return "";
    }

    private List<Long> ledger(String kind) {
        try {
            return store.precious().read(c -> {
                List<Long> millis = new java.util.ArrayList<>();
                var rows = c.createStatement()
                        .executeQuery("SELECT millis FROM market_ledger WHERE kind = '" + kind + "' ORDER BY id");
                while (rows.next()) {
                    millis.add(rows.getLong(1));
                }
                return millis;
            });
        } catch (org.headgate.store.StoreUnavailable e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** A feed with a record every {@code millis}, position 0 at the start of the test. */
    private record SpanFeeds(long millis) implements Feeds {
        @Override
        public List<FeedState> list() {
            return List.of();
        }

        @Override
        public Optional<FeedState> find(String id) {
            return id.equals("greenhouse")
                    ? Optional.of(new FeedState(
                            new FeedDefinition(
                                    id,
                                    id,
                                    1,
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    org.headgate.api.message.Trust.TRANSPORT,
                                    List.of(),
                                    0,
                                    -1,
                                    FeedDefinition.Identity.KEEP,
                                    24,
                                    60,
                                    org.headgate.api.feed.Tariff.NONE),
                            0,
                            0,
                            0,
                            "{}"))
                    : Optional.empty();
        }

        @Override
        public String catalog() {
            return "[]";
        }

        @Override
        public CompletionStage<FeedState> put(FeedDefinition definition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Boolean> remove(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Span> span(String id, long from, long to) {
            return Optional.of(new Span(START + from * millis, START + (to + 1) * millis));
        }
    }
}
