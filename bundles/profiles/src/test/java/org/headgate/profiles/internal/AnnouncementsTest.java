package org.headgate.profiles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Profiles.Info;
import org.headgate.api.profile.Profiles.Match;
import org.headgate.api.profile.Reading;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncementsTest {
    @TempDir
    Path folder;

    private H2Store store;
    private Announcements announcements;
    private ProfileRegistry registry;

    @BeforeEach
    void open() throws Exception {
        open(100_000);
    }

    private void open(long limit) throws Exception {
        store = H2Store.open(folder);
        announcements = new Announcements(store.precious(), limit);
        announcements.load();
        registry = new ProfileRegistry(100_000, announcements);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void announce_afterRestart_isKnownAgainAndItsMarkIsNot() throws Exception {
        announce(message("me", "c"), announcement("a/config", "alpha", "a/state", "a/up"));
        announce(message("me", "c"), Reading.builder().mark("a/config", 7).build());
        assertThat(before("me", "x").mark("a/config")).isEqualTo(OptionalLong.of(7));
        close();
        open();
        assertThat(content(before("me", "a/state").here())).containsExactly("alpha");
        assertThat(content(before("me", "a/up").here())).containsExactly("alpha");
        assertThat(before("me", "x").named("a/config")).isPresent();
        assertThat(before("me", "x").here()).isEmpty();
        assertThat(before("me", "x").mark("a/config")).isEmpty();
    }

    @Test
    void announce_sameName_takesItsPlaceAndLeavesAddressesThatItNoLongerNames() throws Exception {
        announce(message("me", "c"), announcement("n", "one", "old", "both"));
        announce(message("me", "c"), announcement("n", "two", "both", "new"));
        for (int restarts = 0; restarts < 2; restarts++) {
            assertThat(before("me", "old").here()).isEmpty();
            assertThat(content(before("me", "both").here())).containsExactly("two");
            assertThat(content(before("me", "new").here())).containsExactly("two");
            assertThat(announcements.size()).isEqualTo(1);
            close();
            open();
        }
    }

    @Test
    void withdraw_name_isGoneForGood() throws Exception {
        announce(message("me", "c"), announcement("n", "one", "a"));
        announce(message("me", "c"), Reading.builder().withdraw("n").build());
        assertThat(before("me", "a").here()).isEmpty();
        assertThat(announcements.bytes()).isZero();
        close();
        open();
        assertThat(announcements.size()).isZero();
    }

    @Test
    void before_anotherSender_knowsNothing() throws Exception {
        announce(message("me", "c"), announcement("n", "one", "a"));
        assertThat(before("other", "a").here()).isEmpty();
        assertThat(before("other", "a").named("n")).isEmpty();
        announce(message("other", "c"), announcement("n", "two", "a"));
        assertThat(content(before("me", "a").here())).containsExactly("one");
        assertThat(announcements.before("another-profile", message("me", "a")).here())
                .isEmpty();
    }

    @Test
    void below_prefix_findsThoseInOrder() throws Exception {
        announce(
                message("me", "c"),
                announcement("g/e/b", "2"),
                announcement("g/e/a", "1"),
                announcement("g/e", "0"),
                announcement("g/ee", "3"));
        assertThat(content(before("me", "x").below("g/e/"))).containsExactly("1", "2");
    }

    @Test
    void announce_more_thanThereIsRoomFor_dropsTheOldestUnusedOfWhoHoldsMost() throws Exception {
        announce(message("small", "c"), announcement("n", "x".repeat(1000), "s"));
        announce(message("big", "c"), announcement("used", "x".repeat(1000), "u"));
        for (int i = 0; i < 500; i++) {
            announce(message("big", "c"), announcement("n" + i, "x".repeat(1000), "a" + i));
            assertThat(before("big", "u").here()).hasSize(1);
        }
        assertThat(announcements.bytes()).isLessThanOrEqualTo(announcements.limit());
        assertThat(announcements.dropped()).isGreaterThan(400);
        assertThat(before("small", "s").here()).hasSize(1);
        assertThat(before("big", "a0").here()).isEmpty();
        assertThat(before("big", "a499").here()).hasSize(1);
        int size = announcements.size();
        close();
        open();
        assertThat(announcements.size()).isEqualTo(size);
    }

    @Test
    void announce_beyondALimit_isRefusedWhole() {
        refused("announcement_too_large", announcement("n", "x".repeat(30_000), "a"));
        refused("announcement_too_large", announcement("n".repeat(2000), "x", "a"));
        refused("announcement_too_large", announcement("n", "x", "a\0b"));
        refused("announcement_too_large", announcement("n", "x", "a".repeat(17).split("")));
        Announcement[] many = new Announcement[513];
        for (int i = 0; i < many.length; i++) {
            many[i] = announcement("n" + i, "x", "a" + i);
        }
        refused("too_many_announcements", many);
        assertThat(announcements.size()).isZero();
        assertThat(announcements.refused()).isEqualTo(5);
    }

    @Test
    void announce_moreThanOneAddressMayHave_isRefused() throws Exception {
        close();
        open(8 << 20);
        for (int i = 0; i < 1024; i++) {
            announce(message("me", "c"), announcement("n" + i, "x", "one"));
        }
        refused("too_many_announcements", announcement("one more", "x", "one"));
        announce(message("me", "c"), announcement("n7", "changed", "one"));
        assertThat(before("me", "one").here()).hasSize(1024);
        announce(message("me", "c"), announcement("large1", "x".repeat(200_000), "two"));
        announce(message("me", "c"), announcement("large2", "x".repeat(200_000), "two"));
        refused("too_many_announcements", announcement("large3", "x".repeat(200_000), "two"));
    }

    @Test
    void announce_againAsItWas_writesNothing() throws Exception {
        announce(message("me", "c"), announcement("n", "one", "a"));
        store.close();
        announce(message("me", "c"), announcement("n", "one", "a"));
        store = H2Store.open(folder);
    }

    @Test
    void announce_diskFails_failsAndIsWrittenTheNextTime() throws Exception {
        announce(message("me", "c"), announcement("gone", "one", "a"));
        store.close();
        assertThatThrownBy(() -> announce(message("me", "c"), announcement("n", "one", "a")))
                .isNotNull();
        assertThatThrownBy(() -> announce(message("me", "c"), announcement("n", "one", "a")))
                .isNotNull();
        store = H2Store.open(folder);
    }

    @Test
    void match_announcedAddress_isTheProfilesBelowThoseOfHigherRanking() throws Exception {
        add("announcing", -100, new Announcing());
        Message state = message("me", "a/state");
        assertThat(registry.match(state)).isEmpty();
        announce(message("me", "c"), announcement("n", "one", "a/state"));
        assertThat(registry.match(state)).map(Match::profileId).contains("announcing");
        assertThat(registry.isAnnounced(message("me", "c"), "a/state")).isTrue();
        assertThat(registry.match(message("other", "a/state"))).isEmpty();
        DeviceProfile family = (Always) message -> Claim.YES;
        add("family", 0, family);
        assertThat(registry.match(state)).map(Match::profileId).contains("family");
        assertThat(registry.list()).extracting(Info::conflicts).containsOnly(List.of());
        registry.remove(family);
        assertThat(registry.match(state)).map(Match::profileId).contains("announcing");
        registry.disable("announcing", "test");
        assertThat(registry.match(state)).isEmpty();
        assertThat(registry.isAnnounced(state, "a/state")).isFalse();
    }

    @Test
    void line_orderOfTheProfile_partsByTheLevelsNamed() {
        registry.add(Installed.of(
                new Announcing(),
                Map.of("profile.id", "s", "profile.order", new String[] {"sp/{}/+/{}/#", "h/#"}),
                ""));
        String node = line("sp/g/NBIRTH/e");
        assertThat(line("sp/g/DDATA/e/d")).isEqualTo(node);
        assertThat(line("sp/g/NDATA/f")).isNotEqualTo(node);
        assertThat(line("sp/k/NDATA/e")).isNotEqualTo(node);
        assertThat(line("sp/g/NDATA")).isEqualTo("sp/g/NDATA");
        assertThat(line("h/a/b")).isEqualTo(line("h/c")).isEqualTo(line("h"));
        assertThat(line("hh/a")).isEqualTo("hh/a");
    }

    private String line(String topic) {
        return registry.line(message("", topic));
    }

    private void refused(String code, Announcement... all) {
        assertThatThrownBy(() -> announce(message("me", "c"), all))
                .isInstanceOfSatisfying(
                        MalformedPayload.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void add(String id, int ranking, DeviceProfile profile) {
        registry.add(Installed.of(profile, Map.of("profile.id", id, "service.ranking", ranking), ""));
    }

    private void announce(Message message, Announcement... all) throws MalformedPayload {
        Reading.Builder reading = Reading.builder();
        for (Announcement announcement : all) {
            reading.announce(announcement);
        }
        announce(message, reading.build());
    }

    private void announce(Message message, Reading reading) throws MalformedPayload {
        registry.announce("announcing", message, reading).toCompletableFuture().join();
    }

    private Announced before(String sender, String address) {
        return registry.announced("announcing", message(sender, address));
    }

    private static List<String> content(List<Announcement> all) {
        return all.stream()
                .map(announcement -> new String(announcement.content(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Announcement announcement(String name, String content, String... addresses) {
        return new Announcement(name, List.of(addresses), content.getBytes(StandardCharsets.UTF_8));
    }

    private static Message message(String sender, String address) {
        return new Message("mqtt", "t", address, sender, Trust.UNKNOWN, "", new byte[0], 1_700_000_000_000L, null);
    }

    @FunctionalInterface
    private interface Always extends DeviceProfile {
        @Override
        Claim claims(Message message);

        @Override
        default List<Decoded> decode(Message message) {
            return List.of();
        }
    }

    private static final class Announcing implements AnnouncingProfile {
        @Override
        public Claim claims(Message message) {
            return Claim.NO;
        }

        @Override
        public Reading read(Message message, Announced before) {
            return Reading.nothing();
        }
    }
}
