package org.headgate.profiles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.Profiles.Info;
import org.headgate.api.profile.Profiles.Match;
import org.junit.jupiter.api.Test;

class ProfileRegistryTest {
    private static final Message TEMPERATURE = Messages.mqtt("a/b", "1");

    /** Asked for nothing but what is in memory. */
    private final Announcements announcements = new Announcements(new NoDatabase(), 1000);

    private final ProfileRegistry registry = new ProfileRegistry(100_000, announcements);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void match_noProfiles_isEmpty() {
        assertThat(registry.match(TEMPERATURE)).isEmpty();
    }

    @Test
    void match_yes_isAskedOnceAnAddress() {
        add("one", 0, message -> Claim.YES);
        for (int i = 0; i < 3; i++) {
            assertThat(registry.match(TEMPERATURE)).map(Match::profileId).contains("one");
        }
        assertThat(asked).hasValue(1);
        registry.match(Messages.mqtt("a/c", "1"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void match_no_isRememberedUntilTheSetChanges() {
        add("one", 0, message -> Claim.NO);
        registry.match(TEMPERATURE);
        registry.match(TEMPERATURE);
        assertThat(asked).hasValue(1);
        long before = registry.generation();
        add("two", 0, message -> Claim.YES);
        assertThat(registry.generation()).isGreaterThan(before);
        assertThat(registry.match(TEMPERATURE)).map(Match::profileId).contains("two");
    }

    @Test
    void match_perMessage_isAskedEachTime() {
        add("one", 0, message -> message.payload()[0] == '1' ? Claim.THIS_ONE : Claim.NOT_THIS_ONE);
        assertThat(registry.match(Messages.mqtt("a/b", "1"))).isPresent();
        assertThat(registry.match(Messages.mqtt("a/b", "2"))).isEmpty();
        assertThat(registry.match(Messages.mqtt("a/b", "1"))).isPresent();
        assertThat(asked).hasValue(3);
    }

    @Test
    void match_perMessageAboveYes_fallsThroughToTheOther() {
        add("codec", 5, message -> message.payload()[0] == '1' ? Claim.THIS_ONE : Claim.NOT_THIS_ONE);
        add("catchall", 0, message -> Claim.YES);
        for (int i = 0; i < 2; i++) {
            assertThat(registry.match(Messages.mqtt("a/b", "2")))
                    .map(Match::profileId)
                    .contains("catchall");
            assertThat(registry.match(Messages.mqtt("a/b", "1")))
                    .map(Match::profileId)
                    .contains("codec");
        }
    }

    @Test
    void match_twoClaim_higherRankingWinsAndBothSaySo() {
        add("low", 0, message -> Claim.YES);
        add("high", 10, message -> Claim.THIS_ONE);
        assertThat(registry.match(TEMPERATURE)).map(Match::profileId).contains("high");
        assertThat(registry.list())
                .extracting(Info::id, Info::conflicts)
                .containsExactly(tuple("high", List.of("low")), tuple("low", List.of("high")));
    }

    @Test
    void match_profileOfAnotherTransport_isNotAsked() {
        DeviceProfile profile = profile(message -> Claim.YES);
        registry.add(Installed.of(profile, Map.of("profile.id", "c", "profile.transports", "coap"), ""));
        assertThat(registry.match(TEMPERATURE)).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void match_claimThrows_countsAndGoesOn() {
        add("broken", 5, message -> {
            throw new IllegalStateException("boom");
        });
        add("good", 0, message -> Claim.YES);
        assertThat(registry.match(TEMPERATURE)).map(Match::profileId).contains("good");
        assertThat(registry.faults().get("broken").sum()).isEqualTo(1);
    }

    @Test
    void disable_profile_takesItOutOfUseWithItsReason() {
        add("one", 0, message -> Claim.YES);
        registry.disable("one", "three decodes took too long");
        assertThat(registry.match(TEMPERATURE)).isEmpty();
        assertThat(registry.list().get(0).disabledBecause()).isEqualTo("three decodes took too long");
    }

    @Test
    void remove_profile_isGone() {
        DeviceProfile profile = add("one", 0, message -> Claim.YES);
        registry.match(TEMPERATURE);
        registry.remove(profile);
        assertThat(registry.match(TEMPERATURE)).isEmpty();
        assertThat(registry.list()).isEmpty();
    }

    @Test
    void asking_whileClaimRuns_namesTheProfile() {
        AtomicReference<String> during = new AtomicReference<>("");
        add("one", 0, message -> {
            during.set(registry.asking(Thread.currentThread()).orElse(""));
            return Claim.YES;
        });
        registry.match(TEMPERATURE);
        assertThat(during).hasValue("one");
        assertThat(registry.asking(Thread.currentThread())).isEmpty();
    }

    @Test
    void match_manyAddresses_cacheStaysBounded() {
        add("one", 0, message -> Claim.YES);
        for (int i = 0; i < 10_000; i++) {
            registry.match(Messages.mqtt("address/" + i, "1"));
        }
        assertThat(registry.cached()).isLessThan(700);
        assertThat(registry.dropped()).isGreaterThan(9_000);
    }

    @Test
    void generation_laterRegistry_countsAbove() {
        long before = registry.generation();
        assertThat(new ProfileRegistry(1000, announcements).generation()).isGreaterThanOrEqualTo(before);
    }

    private DeviceProfile add(String id, int ranking, Function<Message, Claim> claims) {
        DeviceProfile profile = profile(claims);
        registry.add(Installed.of(profile, Map.of("profile.id", id, "service.ranking", ranking), "test"));
        return profile;
    }

    private DeviceProfile profile(Function<Message, Claim> claims) {
        return new DeviceProfile() {
            @Override
            public Claim claims(Message message) {
                asked.incrementAndGet();
                return claims.apply(message);
            }

            @Override
            public List<Decoded> decode(Message message) {
                return List.of();
            }
        };
    }
}
