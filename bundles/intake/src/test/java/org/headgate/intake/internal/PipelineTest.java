package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.headgate.api.device.Devices.Seen;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a message. */
class PipelineTest extends PipelineRig {
    @Test
    void accept_claimed_isStoredAdoptedAndSeen() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        assertThat(send("n/1", "21.5")).isEqualTo(new Outcome.Stored(1, 1));
        NewContribution kept = journal.contributions().get(0);
        assertThat(kept.device()).isEqualTo("urn:dev:ops:headgate-mqtt-n_2f1");
        assertThat(kept.adopted()).isTrue();
        assertThat(kept.receivedAt()).isEqualTo(1_700_000_000_000L);
        assertThatCode(() -> SenmlPack.fromCanonical(kept.pack())).doesNotThrowAnyException();
        await().untilAsserted(() -> assertThat(devices.seen)
                .extracting(Seen::profile, Seen::address)
                .containsExactly(tuple("numbers", "n/1")));
    }

    @Test
    void accept_unclaimed_waitsAndIsDecodedWhenAProfileComes() {
        start();
        assertThat(send("n/1", "1")).isEqualTo(new Outcome.Waiting());
        assertThat(send("n/1", "2")).isEqualTo(new Outcome.Waiting());
        assertThat(send("other", "x")).isEqualTo(new Outcome.Waiting());
        profiles.add("numbers", "n/", TestProfiles::number);
        await().until(() -> journal.contributions().size() == 2);
        assertThat(numbers("n/1")).containsExactly(1, 2);
        assertThat(journal.waitingCount()).isEqualTo(1);
        assertThat(send("n/1", "3")).isInstanceOf(Outcome.class);
        await().until(() -> numbers("n/1").equals(List.of(1, 2, 3)));
    }

    @Test
    void accept_waitingRowsRefusedOrEmpty_areQuarantinedOrDropped() {
        start();
        send("n/1", "x");
        send("n/2", "drop");
        profiles.add(
                "numbers", "n/", message -> message.address().equals("n/2") ? List.of() : TestProfiles.number(message));
        await().until(() -> journal.waitingCount() == 0);
        assertThat(journal.refused()).extracting(JournalEntry.Quarantined::code).containsExactly("not_a_number");
        assertThat(journal.contributions()).isEmpty();
    }

    @Test
    void accept_noProfilesRegistry_waits() {
        open(new Pipeline.Limits(2, 1 << 20, 1000, 0, 1000, SIGHTINGS));
        await().until(() -> send("n/1", "1").equals(new Outcome.Waiting()));
    }

    @Test
    void accept_waitingFromBeforeTheStart_comesFirst() {
        for (int i = 1; i <= 200; i++) {
            journal.write(new JournalEntry.Waiting(message("n/1", Integer.toString(i), null)));
        }
        await().until(() -> journal.waitingCount() == 200);
        profiles.add("numbers", "n/", TestProfiles::number);
        start();
        accept("n/1", "201");
        await().until(() -> numbers("n/1").size() == 201);
        assertThat(numbers("n/1")).isSorted();
        assertThat(journal.waitingCount()).isZero();
    }

    @Test
    void accept_sharedTopicWithSomeUnclaimed_theOthersDoNotWait() {
        start();
        profiles.add("ones", new DeviceProfile() {
            @Override
            public Claim claims(Message message) {
                return message.payload()[0] == '1' ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
            }

            @Override
            public List<Decoded> decode(Message message) throws MalformedPayload {
                return TestProfiles.number(message);
            }
        });
        assertThat(send("ble", "2")).isEqualTo(new Outcome.Waiting());
        await().until(() -> send("ble", "1") instanceof Outcome.Stored);
        assertThat(send("ble", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(send("ble", "2")).isEqualTo(new Outcome.Waiting());
    }

    @Test
    void accept_badContent_isQuarantinedWithItsReason() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        profiles.add(
                "huge",
                "h/",
                message -> List.of(Decoded.of("urn:dev:ops:h", message)
                        .number("n", null, 1e300)
                        .build()));
        profiles.add(
                "alien",
                "a/",
                message -> List.of(Decoded.of("urn:dev:ops:a", message)
                        .record(new SenmlRecord("urn:dev:ops:b:n", null, new SenmlValue.Num(1), 1.7e9))
                        .build()));
        profiles.add("deep", "d/", message -> overflow(message));
        assertThat(code(send("n/1", "x"))).isEqualTo("not_a_number");
        assertThat(code(send("h/1", "x"))).isEqualTo("number_out_of_range");
        assertThat(code(send("a/1", "x"))).isEqualTo("profile_fault");
        assertThat(code(send("d/1", "x"))).isEqualTo("profile_fault");
        assertThat(send("n/1", "1")).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void accept_nothingToKeep_isIgnored() {
        start();
        profiles.add("silent", "s/", message -> List.of());
        assertThat(send("s/1", "x")).isEqualTo(new Outcome.Ignored());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"feeds/x/records", "$SYS/broker/uptime", "a/b/set", "a/b/get", "homeassistant/sensor/config"})
    void accept_topicOutside_isIgnored(String topic) {
        start();
        assertThat(send(topic, "x")).isEqualTo(new Outcome.Ignored());
    }

    @Test
    void accept_topicOutsideButClaimed_goesIn() {
        start();
        profiles.add("all", "", TestProfiles::number);
        assertThat(send("homeassistant/x", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(send("feeds/x", "1")).isEqualTo(new Outcome.Ignored());
    }

    @Test
    void accept_registryFails_onlyThatMessageIsRefused() {
        start(1, 1000);
        profiles.add("numbers", "n/", TestProfiles::number);
        profiles.add("broken", new DeviceProfile() {
            @Override
            public Claim claims(Message message) {
                throw new IllegalStateException("broken");
            }

            @Override
            public List<Decoded> decode(Message message) {
                return List.of();
            }
        });
        assertThat(send("x/1", "x")).isInstanceOf(Outcome.Refused.class);
        assertThat(send("n/1", "1")).isInstanceOf(Outcome.Stored.class);
        assertThat(pipeline().counters.queued.get()).isZero();
    }

    @Test
    void accept_resend_isDuplicate() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        Origin origin = new Origin(7, 60, false);
        assertThat(pipeline()
                        .accept(message("n/1", "1", origin))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Outcome.Stored.class);
        Message again = message("n/1", "1", new Origin(7, 60, true));
        assertThat(pipeline().accept(again).toCompletableFuture().join()).isEqualTo(new Outcome.Duplicate());
        pipeline().release(7).toCompletableFuture().join();
        assertThat(pipeline().accept(again).toCompletableFuture().join()).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void accept_waitingWithOrigin_isDecodedOnceAndItsResendIsDuplicate() {
        start();
        Message coap = message("n/1", "1", new Origin(9, 247, true));
        assertThat(pipeline().accept(coap).toCompletableFuture().join()).isEqualTo(new Outcome.Waiting());
        profiles.add("numbers", "n/", TestProfiles::number);
        await().until(() -> journal.contributions().size() == 1);
        await().until(() -> pipeline().shared.settled.is(profiles));
        assertThat(pipeline().accept(coap).toCompletableFuture().join()).isEqualTo(new Outcome.Duplicate());
    }

    private static List<Decoded> overflow(Message message) {
        return overflow(message);
    }
}
