package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that try to read or say what they may not. */
class RightsTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final String PONG = "d000";

    private final TestDoor door = new TestDoor();

    @BeforeEach
    void open() throws Exception {
        FakeFeed feed = new FakeFeed();
        door.topics = feed;
        door.entitlements = feed;
        door.authenticators.add(credentials -> !new String(credentials.secret(), StandardCharsets.UTF_8).equals("right")
                ? Optional.empty()
                : Optional.of(new Login.Granted(
                        credentials.user().startsWith("b")
                                ? new Principal.Buyer(credentials.user())
                                : new Principal.Device(
                                        credentials.user(),
                                        Trust.TRANSPORT,
                                        List.of("own/+/x"),
                                        List.of("cmd/own/#")))));
        door.start();
        for (String topic : List.of("feeds/catalog", "feeds/f/offer", "feeds/reply/b1/n", "cmd/own/1", "cmd/other/1")) {
            door.broker()
                    .publish(new Publication(topic, "1".getBytes(StandardCharsets.UTF_8), "", true, List.of()))
                    .toCompletableFuture()
                    .get(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient client(String clientId, String user) throws IOException {
        RawClient client = new RawClient(door.port());
        String login = user.isEmpty()
                ? "s4 'MQTT' 05 02 k60 v0 s%d '%s'".formatted(clientId.length(), clientId)
                : "s4 'MQTT' 05 C2 k60 v0 s%d '%s' s%d '%s' s5 'right'"
                        .formatted(clientId.length(), clientId, user.length(), user);
        client.packet(0x10, login);
        assertThat(client.receive()[3]).isZero();
        return client;
    }

    private static int subscribe(RawClient client, String filter) throws IOException {
        client.packet(0x82, "m1 v0 s%d '%s' 01".formatted(filter.length(), filter));
        return client.code();
    }

    private static int publish(RawClient client, String topic) throws IOException {
        client.packet(0x32, "s%d '%s' m7 v0 '1'".formatted(topic.length(), topic));
        byte[] puback = client.receive();
        return puback.length > 4 ? puback[4] & 0xFF : 0;
    }

    private static void hearsNothing(RawClient client) throws IOException {
        client.send("C0 00");
        assertThat(client.receiveHex()).isEqualTo(PONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "feeds/#",
                "feeds/+/offer",
                "feeds",
                "feeds/reply/+/n",
                "$share/g/feeds/#",
                "$share/g/feeds/f/offer"
            })
    void deviceWithoutSignIn_asksForFeeds_isRefused(String filter) throws IOException {
        try (RawClient device = client("d", "")) {
            assertThat(subscribe(device, filter)).isEqualTo(NOT_AUTHORIZED);
            hearsNothing(device);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+/+/offer", "+/catalog", "+/reply/#"})
    void deviceWithoutSignIn_wildcardThatCoversFeeds_hearsNothingOfThem(String filter) throws IOException {
        try (RawClient device = client("d", "")) {
            assertThat(subscribe(device, filter)).isLessThan(0x80);
            hearsNothing(device);
            door.broker().publish(new Publication("feeds/f/offer", new byte[] {2}, "", false, List.of()));
            hearsNothing(device);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmd/other/#", "own/#", "$share/g/cmd/other/#", "feeds/#", "$SYS/#", "cmd/own/../other/1"})
    void signedInDevice_asksForMoreThanItsOwn_isRefusedOrHearsNothing(String filter) throws IOException {
        try (RawClient device = client("d", "own")) {
            int code = subscribe(device, filter);
            if (!filter.startsWith("cmd/own/")) {
                assertThat(code).isEqualTo(NOT_AUTHORIZED);
            }
            hearsNothing(device);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "cmd/#", "+/+/1"})
    void signedInDevice_wildcard_hearsOnlyItsOwn(String filter) throws IOException {
        try (RawClient device = client("d", "own")) {
            assertThat(subscribe(device, filter)).isLessThan(0x80);
            assertThat(new String(device.receive(), StandardCharsets.UTF_8)).contains("cmd/own/1");
            hearsNothing(device);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "own",
                "own/a",
                "own/a/y",
                "own/a/x/z",
                "/own/a/x",
                "Own/a/x",
                "feeds/f/records",
                "feeds",
                "$SYS/x",
                "$share/g/own/a/x"
            })
    void signedInDevice_publishesElsewhere_isRefusedAndNotTaken(String topic) throws IOException {
        try (RawClient device = client("d", "own")) {
            assertThat(publish(device, topic)).isEqualTo(NOT_AUTHORIZED);
            assertThat(door.intake.accepted).isEmpty();
        }
    }

    @Test
    void signedInDevice_aliasOfARefusedTopic_isRefusedToo() throws IOException {
        try (RawClient device = client("d", "own")) {
            String setAndUse = "m7 v3 23 0001 '1'";
            device.packet(0x32, "s7 'own/a/y' " + setAndUse);
            assertThat(device.receive()[4] & 0xFF).isEqualTo(NOT_AUTHORIZED);
            device.packet(0x32, "s0 " + setAndUse);
            assertThat(device.receive()[4] & 0xFF).isEqualTo(NOT_AUTHORIZED);
            assertThat(door.intake.accepted).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"feeds/reply/b1/n", "feeds/reply/b1/#", "feeds/reply/+/n", "#", "+/+/b1/#"})
    void buyer_asksForTheAnswersOfAnother_hearsNothingOfThem(String filter) throws IOException {
        try (RawClient buyer = client("c", "b2")) {
            subscribe(buyer, filter);
            buyer.send("C0 00");
            for (String packet = buyer.receiveHex(); !packet.equals(PONG); packet = buyer.receiveHex()) {
                assertThat(packet).doesNotContain(hex("feeds/reply/b1")).doesNotContain(hex("cmd/"));
            }
        }
    }

    @Test
    void clientIdentifierOfAnother_doesNotEndItsSession() throws IOException {
        try (RawClient first = client("same", "own");
                RawClient second = client("same", "other");
                RawClient third = client("same", "")) {
            hearsNothing(first);
            hearsNothing(second);
            hearsNothing(third);
        }
    }

    @Test
    void signInEnded_devicesOfThatName_areDisconnectedWithTheReason() throws IOException {
        try (RawClient first = client("1", "own");
                RawClient second = client("2", "own");
                RawClient other = client("1", "other")) {
            door.broker().signInEnded("own", "credential_withdrawn", "the operator withdrew this credential");
            for (RawClient gone : List.of(first, second)) {
                byte[] disconnect = gone.receive();
                assertThat(disconnect[2] & 0xFF).isEqualTo(NOT_AUTHORIZED);
                assertThat(new String(disconnect, StandardCharsets.UTF_8)).contains("credential_withdrawn");
            }
            hearsNothing(other);
        }
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
