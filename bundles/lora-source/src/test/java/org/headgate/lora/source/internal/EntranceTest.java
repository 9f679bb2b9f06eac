package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.lora.source.internal.Limits.Limit;
import org.headgate.profile.lorawan.LoraFrame;
import org.headgate.profile.lorawan.Uplink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntranceTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
    private static final long MILLI = 1_000_000;

    private final FakeIntake intake = new FakeIntake();
    private final Counts counts = new Counts();
    private final Sessions sessions = new Sessions();
    private @Nullable Beacons beacons;
    private final List<String> sent = new ArrayList<>();
    private final Gateways gateways = new Gateways(Set.of(), 64, InetAddress::isLoopbackAddress);
    private @Nullable FakeIntake running = intake;
    private Entrance entrance = entrance(5000, 1 << 20);

    private Entrance entrance(int rate, long queue) {
        return new Entrance(
                gateways,
                new PeerRates(1000, InetAddress::isLoopbackAddress),
                rate,
                new Uplinks(Trust.UNKNOWN),
                new Devices(sessions, counts),
                beacons,
                new Handover(() -> running, Runnable::run, counts, queue),
                counts,
                (to, bytes) -> sent.add(to.getPort() + " " + HexFormat.of().formatHex(bytes)));
    }

    private void take(byte[] datagram, long nanos) {
        entrance.take(PEER, ByteBuffer.wrap(datagram), nanos);
    }

    @Test
    void push_isAcknowledgedAfterTheSyncOfAllItBrought() {
        List<CompletableFuture<Outcome>> syncs = new ArrayList<>();
        intake.answer = message -> {
            syncs.add(new CompletableFuture<>());
            return syncs.get(syncs.size() - 1);
        };
        take(Datagrams.push(0x1234, Datagrams.rxpk(1), Datagrams.rxpk(2)), 0);
        syncs.get(0).complete(new Outcome.Stored(1, 1));
        assertThat(sent).isEmpty();

        syncs.get(1).complete(new Outcome.Stored(2, 1));
        assertThat(sent).containsExactly("4000 02123401");
        entrance.tick(200 * MILLI);
        assertThat(sent).hasSize(1);
        assertThat(counts.acknowledged.sum()).isOne();
        assertThat(counts.early.sum()).isZero();
    }

    @Test
    void push_isAcknowledgedAfter80Millis_whereTheSyncTakesLonger() {
        CompletableFuture<Outcome> sync = new CompletableFuture<>();
        intake.answer = message -> sync;
        take(Datagrams.push(1, Datagrams.rxpk(1)), 0);

        assertThat(entrance.tick(79 * MILLI)).isEqualTo(MILLI);
        assertThat(sent).isEmpty();
        assertThat(entrance.tick(80 * MILLI)).isEqualTo(-1);
        assertThat(sent).containsExactly("4000 02000101");
        sync.complete(new Outcome.Stored(1, 1));
        assertThat(sent).hasSize(1);
        assertThat(counts.early.sum()).isOne();
        assertThat(counts.stored.sum()).isOne();
        assertThat(counts.pending.get()).isZero();
    }

    @Test
    void badElement_losesOnlyItself() {
        take(Datagrams.push(1, Datagrams.rxpk(1), "{\"freq\":nan}", "7", Datagrams.rxpk(2)), 0);

        assertThat(intake.messages).hasSize(2);
        assertThat(counts.malformed.sum()).isEqualTo(2);
        assertThat(sent).containsExactly("4000 02000101");
    }

    @Test
    void statAndFrames_goToAddressesOfTheirGateway() {
        take(
                Datagrams.of(
                        1,
                        7,
                        Gwmp.PUSH_DATA,
                        Datagrams.EUI,
                        "{\"stat\":{\"rxnb\":1},\"rxpk\":[" + Datagrams.rxpk(1) + "]}"),
                0);
        assertThat(intake.messages)
                .extracting(Message::address)
                .containsExactly("gateway/aa555a0102030405/rxpk", "gateway/aa555a0102030405/stat");
        assertThat(sent).containsExactly("4000 01000701");
    }

    @Test
    void refusedMessages_waitInOrder_andAreOfferedAgain() {
        intake.answer = message -> CompletableFuture.completedFuture(new Outcome.Refused("full", "full", 50));
        take(Datagrams.push(1, Datagrams.rxpk(1)), 0);
        take(Datagrams.push(2, Datagrams.rxpk(2)), MILLI);
        assertThat(intake.messages).as("behind one that waits all wait").hasSize(1);
        assertThat(entrance.tick(49 * MILLI)).isEqualTo(MILLI);

        intake.answer = message -> CompletableFuture.completedFuture(new Outcome.Stored(1, 1));
        entrance.tick(50 * MILLI);
        assertThat(intake.messages).hasSize(3);
        assertThat(new String(intake.messages.get(1).payload())).contains("\"tmst\":1,");
        assertThat(new String(intake.messages.get(2).payload())).contains("\"tmst\":2,");
        assertThat(sent).containsExactly("4000 02000101", "4000 02000201");
        assertThat(counts.heldBytes.get()).isZero();
        assertThat(counts.pending.get()).isZero();
    }

    @Test
    void whatFindsNoRoomToWait_isLost_counted_andNotAcknowledged() {
        running = null;
        entrance = entrance(5000, 600);
        for (int i = 0; i < 10; i++) {
            take(Datagrams.push(i, Datagrams.rxpk(i)), 0);
        }
        assertThat(counts.limits.count(Limit.HELD)).isEqualTo(9);
        assertThat(counts.lost.sum()).isEqualTo(9);
        assertThat(counts.heldBytes.get()).isLessThanOrEqualTo(600);
        entrance.tick(90 * MILLI);
        assertThat(sent).as("only what may yet be kept, when its time is up").containsExactly("4000 02000001");
    }

    @Test
    void laterRefusal_isLost_andNotAcknowledged() {
        CompletableFuture<Outcome> sync = new CompletableFuture<>();
        intake.answer = message -> sync;
        take(Datagrams.push(1, Datagrams.rxpk(1)), 0);
        sync.complete(new Outcome.Refused("disk_full", "disk full", 1000));
        entrance.tick(90 * MILLI);
        assertThat(sent).isEmpty();
        assertThat(counts.lost.sum()).isOne();
    }

    @Test
    void gatewayAboveItsRate_losesTheRest() {
        entrance = entrance(3, 1 << 20);
        for (int i = 0; i < 10; i++) {
            take(Datagrams.push(i, Datagrams.rxpk(i)), 0);
        }
        assertThat(intake.messages).hasSize(3);
        assertThat(counts.limits.count(Limit.GATEWAY_RATE)).isEqualTo(7);
    }

    @Test
    void strangers_getNoAnswer() {
        InetSocketAddress far = new InetSocketAddress("192.0.2.7", 4000);
        entrance.take(far, ByteBuffer.wrap(Datagrams.push(1, Datagrams.rxpk(1))), 0);
        entrance.take(far, ByteBuffer.wrap(Datagrams.of(2, 1, Gwmp.PULL_DATA, Datagrams.EUI, "")), 0);
        assertThat(sent).isEmpty();
        assertThat(intake.messages).isEmpty();
        assertThat(counts.limits.count(Limit.STRANGERS)).isEqualTo(2);
        assertThat(gateways.size()).isZero();
    }

    @Test
    void pullAndTxAck_areAnsweredAndCounted() {
        take(Datagrams.of(2, 0xabcd, Gwmp.PULL_DATA, Datagrams.EUI, ""), 0);
        take(Datagrams.of(2, 1, Gwmp.TX_ACK, Datagrams.EUI, ""), 0);
        take(Datagrams.of(2, 1, Gwmp.TX_ACK, Datagrams.EUI, "{\"txpk_ack\":{\"error\":\"TX_FREQ\"}}"), 0);
        assertThat(sent).containsExactly("4000 02abcd04");
        assertThat(counts.downlinksSent.sum()).isOne();
        assertThat(counts.downlinksRefused.sum()).isOne();
        assertThat(gateways.downlink(Datagrams.EUI)).isEqualTo(new Gateways.Downlink(PEER, 2));
    }

    @Test
    void frameOfADeviceWhoseKeysAreKnown_isHandedInDeciphered_once() throws Exception {
        sessions.replace(List.of(Frames.session()));
        String data = Frames.base64(Frames.up(7, 3, "wet"));
        take(Datagrams.push(1, Datagrams.rxpk(1, data)), 0);
        take(Datagrams.of(2, 2, Gwmp.PUSH_DATA, 77, "{\"rxpk\":[" + Datagrams.rxpk(9, data) + "]}"), 0);

        assertThat(intake.messages)
                .extracting(Message::address)
                .containsExactly(
                        "gateway/aa555a0102030405/rxpk", "device/0102030405060708/up", "gateway/000000000000004d/rxpk");
        Uplink uplink = LoraFrame.read(intake.messages.get(1));
        assertThat(new String(uplink.payload())).isEqualTo("wet");
        assertThat(uplink.fPort()).isEqualTo(3);
        assertThat(uplink.fCnt()).isEqualTo(7);
        assertThat(uplink.device().name()).isEqualTo("field");
        assertThat(uplink.radio().frequency()).isEqualTo(868_300_000L);
        assertThat(uplink.radio().bestRssi()).hasValue(-57);
        assertThat(intake.messages.get(1).trust()).isEqualTo(Trust.TRANSPORT);
        assertThat(counts.heardAgain.sum()).isOne();
        assertThat(sent).hasSize(2);
    }

    @Test
    void replayedForgedAndEmptyFrames_areSightingsOnly() {
        sessions.replace(List.of(Frames.session()));
        take(Datagrams.push(1, Datagrams.rxpk(1, Frames.base64(Frames.up(7, 0, "commands")))), 0);
        take(Datagrams.push(2, Datagrams.rxpk(2, Frames.base64(Frames.up(6, 1, "old")))), 0);
        take(Datagrams.push(3, Datagrams.rxpk(3, Frames.base64(Frames.spoilt(Frames.up(8, 1, "x"))))), 0);
        assertThat(intake.messages).hasSize(3).allMatch(one -> one.address().endsWith("/rxpk"));
        assertThat(counts.deciphered.sum()).isOne();
        assertThat(counts.replayed.sum()).isOne();
        assertThat(counts.foreign.sum()).isOne();
    }

    @Test
    void randomAndMutatedDatagrams_changeNothingButCounters() {
        Random random = new Random(Long.getLong("lora.seed", 1));
        byte[] good = Datagrams.push(1, Datagrams.rxpk(1), Datagrams.rxpk(2));
        for (int i = 0; i < 100_000; i++) {
            take(i % 2 == 0 ? random(random) : mutated(good, random), i * 1000L);
        }
        entrance.tick(1000 * MILLI);
        assertThat(counts.datagrams.sum()).isEqualTo(100_000);
        assertThat(counts.pending.get()).isZero();
        assertThat(counts.heldBytes.get()).isZero();
        assertThat(gateways.size()).isLessThanOrEqualTo(64);
        assertThat(entrance.tick(2000 * MILLI)).isEqualTo(-1);

        int before = intake.messages.size();
        take(Datagrams.push(9, Datagrams.rxpk(77)), 3000 * MILLI);
        assertThat(intake.messages).as("a good one is taken as before").hasSize(before + 1);
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
