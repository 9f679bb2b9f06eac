package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.mqtt.door.internal.broker.Count;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Acknowledged means stored, seen from the wire. */
class IntakeAcknowledgementTest {
    private static final String PUBLISH_1 = "32 r9 s1 'a' m1 v0 'one'";
    private static final String PUBLISH_2 = "32 r9 s1 'a' m2 v0 'two'";

    private final TestDoor door = new TestDoor();
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        door.start();
        client = new RawClient(door.port());
        client.connect("dev", 5);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        door.close();
    }

    private CompletableFuture<Outcome> held(int index) {
        await().until(() -> door.intake.accepted.size() > index);
        return door.intake.waiting.poll();
    }

    /** A PINGRESP that comes first proves that no PUBACK was on its way: answers leave in the order in which they are made. */
    @Test
    void publish_stageHeld_pubackOnlyAfterItCompletes() throws IOException {
        door.intake.hold = true;
        client.send(PUBLISH_1);
        CompletableFuture<Outcome> stage = held(0);
        client.send("C0 00");
        assertThat(client.receiveHex()).isEqualTo("d000");
        stage.complete(new Outcome.Stored(1, 1));
        assertThat(client.receiveHex()).isEqualTo("40020001");
    }

    @Test
    void publish_secondCompletesFirst_pubacksKeepTheOrderOfThePublishes() throws IOException {
        door.intake.hold = true;
        client.send(PUBLISH_1);
        client.send(PUBLISH_2);
        CompletableFuture<Outcome> first = held(1);
        CompletableFuture<Outcome> second = door.intake.waiting.poll();
        second.complete(new Outcome.Stored(2, 1));
        client.send("C0 00");
        assertThat(client.receiveHex()).isEqualTo("d000");
        first.complete(new Outcome.Stored(1, 1));
        assertThat(client.receiveHex()).isEqualTo("40020001");
        assertThat(client.receiveHex()).isEqualTo("40020002");
    }

    @Test
    void publish_quarantined_acknowledgedAsAcceptedWithItsReason() throws IOException {
        door.intake.answer = message -> new Outcome.Quarantined("not_json", "no");
        client.send(PUBLISH_1);
        assertThat(client.receive())
                .isEqualTo(WireCases.encode("40 r37 m1 00 v33 1F s2 'no' 26 s15 'headgate-reason' s8 'not_json'"));
    }

    @Test
    void publish_noSubscribersAndNotDecoded_saysSo() throws IOException {
        client.send(PUBLISH_1);
        assertThat(client.receiveHex()).isEqualTo("4003000110");
    }

    @Test
    void publish_refusedAtOnce_heldAndOfferedAgain() throws IOException {
        AtomicInteger offers = new AtomicInteger();
        door.intake.answer = message -> offers.incrementAndGet() < 3
                ? new Outcome.Refused("disk_full", "no room", 20)
                : new Outcome.Stored(1, 1);
        client.send(PUBLISH_1);
        client.send(PUBLISH_2);
        assertThat(client.receiveHex()).isEqualTo("40020001");
        assertThat(client.receiveHex()).isEqualTo("40020002");
        assertThat(door.intake.accepted)
                .extracting(message -> new String(message.payload()))
                .containsExactly("one", "two");
        assertThat(door.door().report().metrics().get(Count.READS_PAUSED.metric()))
                .isPositive();
    }

    @Test
    void publish_refusedLater_closedWithoutAcknowledgement() throws IOException {
        door.intake.hold = true;
        client.send(PUBLISH_1);
        held(0).complete(new Outcome.Refused("disk_full", "no room", 100));
        byte[] disconnect = client.receive();
        assertThat(disconnect[0] & 0xFF).isEqualTo(0xE0);
        assertThat(disconnect[2] & 0xFF).isEqualTo(0x97);
        assertThat(new String(disconnect)).contains("disk_full");
        assertThat(client.next()).isNegative();
    }

    @Test
    void publish_intakeAbsent_waitsForItAndSaysWhy() throws IOException {
        door.present = null;
        client.send(PUBLISH_1);
        await().until(() -> door.door().report().metrics().get(Count.READS_PAUSED.metric()) > 0);
        assertThat(door.door().report().problems())
                .anyMatch(problem -> problem.code().equals("intake_absent"));
        door.present = door.intake;
        assertThat(client.receiveHex()).isEqualTo("4003000110");
    }

    @Test
    void publishQos2_resentBeforePubrel_takenOnceAndReleased() throws IOException {
        client.send("34 r9 s1 'a' m7 v0 'one'");
        assertThat(client.receiveHex()).isEqualTo("50020007");
        client.send("3C r9 s1 'a' m7 v0 'one'");
        assertThat(client.receiveHex()).isEqualTo("50020007");
        client.send("62 r2 m7");
        assertThat(client.receiveHex()).isEqualTo("70020007");
        assertThat(door.intake.accepted).hasSize(1);
        long key = door.intake.accepted.get(0).origin().key();
        assertThat(door.intake.released).containsExactly(key);
    }

    @Test
    void publish_anonymousOnLoopback_messageSaysWhatIsKnown() throws IOException {
        client.send("32 r23 s1 'a' m1 v14 03 s11 'Text/JSON;c' 'one'");
        client.receive();
        Message message = door.intake.accepted.get(0);
        assertThat(message.transport()).isEqualTo("mqtt");
        assertThat(message.source()).isEqualTo("mqtt-door");
        assertThat(message.address()).isEqualTo("a");
        assertThat(message.sender()).isEmpty();
        assertThat(message.trust()).isEqualTo(Trust.UNKNOWN);
        assertThat(message.contentType()).isEqualTo("text/json");
        assertThat(message.origin()).isNotNull();
        assertThat(message.origin().resend()).isFalse();
        assertThat(message.origin().seconds()).isEqualTo(600);
    }

    @Test
    void publish_feedTopicByDevice_refusedAndNotTaken() throws IOException {
        client.send("32 r20 s12 'feeds/x/data' m1 v0 'one'");
        assertThat(client.receive()[4] & 0xFF).isEqualTo(0x87);
        assertThat(door.intake.accepted).isEmpty();
    }

    @Test
    void publish_moreThanReceiveMaximum_disconnected() throws IOException {
        door.intake.hold = true;
        for (int id = 1; id <= 65; id++) {
            client.send("32 r9 s1 'a' m" + id + " v0 'one'");
        }
        assertThat(client.receive()[2] & 0xFF).isEqualTo(0x93);
    }

    @Test
    void publish_firstInResumedSessionWithDup_offeredAsResend() throws IOException {
        try (RawClient before = new RawClient(door.port())) {
            before.connect("again", 5, false);
            before.send(PUBLISH_1);
            before.receive();
        }
        await().until(() -> door.broker().connectionCount() == 1);
        try (RawClient after = new RawClient(door.port())) {
            assertThat(after.connect("again", 5, false)[2]).isEqualTo((byte) 1);
            after.send("3A r9 s1 'a' m1 v0 'one'");
            after.receive();
        }
        assertThat(door.intake.accepted).hasSize(2);
        assertThat(door.intake.accepted.get(1).origin().key())
                .isEqualTo(door.intake.accepted.get(0).origin().key());
        assertThat(door.intake.accepted.get(1).origin().resend()).isTrue();
    }

    /** Small clients use few identifiers, and devices say the same thing on several topics. */
    @Test
    void publish_sameIdentifierAndPayloadOnAnotherTopic_isAnotherOrigin() throws IOException {
        client.send("32 r9 s1 'a' m1 v0 'one'");
        client.receive();
        client.send("32 r9 s1 'b' m1 v0 'one'");
        client.receive();
        assertThat(door.intake.accepted.get(1).origin().key())
                .isNotEqualTo(door.intake.accepted.get(0).origin().key());
    }
}
