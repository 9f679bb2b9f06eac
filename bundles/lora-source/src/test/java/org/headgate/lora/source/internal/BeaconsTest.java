package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.status.Problem;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.lorawan.frame.CoverageBeacon;
import org.headgate.profile.lorawan.frame.HeardFrame;
import org.headgate.profile.lorawan.region.Regions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BeaconsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NOW = 1_700_000_000_000L;
    private static final InetSocketAddress FORWARDER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);

    /** A gateway with its packet forwarder. */
    private static final class House {
        final long eui;
        final FakeIntake intake = new FakeIntake();
        final Counts counts = new Counts();
        final Gateways gateways = new Gateways(Set.of(), 4, InetAddress::isLoopbackAddress);
        final List<byte[]> downlinks = new ArrayList<>();
        final Signer key;
        final Beacons beacons;
        final Entrance entrance;
        final BeaconPlan plan = new BeaconPlan(6 * 3600_000L, new Random(5), 0, NOW);

        House(long eui, String region, double eirp) {
            this.eui = eui;
            this.key = signer((byte) eui);
            Beacons.Settings settings =
                    new Beacons.Settings(eui, Regions.read().find(region).orElseThrow(), eirp, 3, false);
            this.beacons = new Beacons(settings, plan, () -> key, gateways, new Random(eui));
            this.entrance = new Entrance(
                    gateways,
                    new PeerRates(0, InetAddress::isLoopbackAddress),
                    0,
                    new Uplinks(Trust.UNKNOWN),
                    new Devices(new Sessions(), counts),
                    beacons,
                    new Handover(() -> intake, Runnable::run, counts, 1000),
                    counts,
                    (to, bytes) -> {
                        if (bytes[3] == Gwmp.PULL_RESP) {
                            downlinks.add(bytes);
                        }
                    });
        }

        void receive(byte[] datagram) {
            entrance.take(FORWARDER, ByteBuffer.wrap(datagram), 0);
        }

        JsonNode txpk() throws IOException {
            byte[] last = downlinks.get(downlinks.size() - 1);
            return JSON.readTree(Arrays.copyOfRange(last, Gwmp.HEAD, last.length))
                    .get("txpk");
        }

        int token() {
            return ByteBuffer.wrap(downlinks.get(0)).getShort(1) & 0xffff;
        }

        @Nullable
        String problem() {
            Problem problem = beacons.problem();
            return problem == null ? null : problem.code();
        }
    }

    private static Signer signer(byte mark) {
        return new Signer() {
            @Override
            public Address address() {
                byte[] bytes = new byte[20];
                Arrays.fill(bytes, mark);
                return Address.of(bytes);
            }

            @Override
            public byte[] sign(Hash digest) {
                byte[] signature = Arrays.copyOf(digest.bytes(), 65);
                signature[64] = mark;
                return signature;
            }
        };
    }

    @Test
    void twoGateways_hearEachOther() throws Exception {
        House one = new House(1, "EU868", 14);
        House other = new House(2, "EU868", 14);
        for (House house : List.of(one, other)) {
            house.receive(Datagrams.of(2, 7, Gwmp.PULL_DATA, house.eui, ""));
            assertThat(house.entrance.beacon(house.plan.at(), 0)).isTrue();
            assertThat(house.entrance.beacon(house.plan.at() - 1, 0))
                    .as("one an interval")
                    .isFalse();
        }
        hears(other, one);
        hears(one, other);

        one.receive(Datagrams.of(2, one.token(), Gwmp.TX_ACK, one.eui, ""));
        Message report = one.intake.messages.get(1);
        assertThat(report.address()).isEqualTo("gateway/0000000000000001/beacon");
        JsonNode told = JSON.readTree(report.payload());
        byte[] whole = told.get("signature").binaryValue();
        CoverageBeacon heard = beacon(other.intake.messages.get(0));
        assertThat(whole).isEqualTo(one.key.sign(Beacons.digest(heard)));
        assertThat(heard.signature()).isEqualTo(Arrays.copyOf(whole, 16));
        assertThat(told.get("eirp").asDouble()).isEqualTo(14);
    }

    /** The air: what one sends another's concentrator hears. */
    private static void hears(House hearer, House sender) throws Exception {
        JsonNode sent = sender.txpk();
        hearer.receive(Datagrams.of(
                2,
                1,
                Gwmp.PUSH_DATA,
                hearer.eui,
                "{\"rxpk\":[{\"tmst\":5,\"freq\":" + sent.get("freq") + ",\"stat\":1,\"modu\":\"LORA\",\"datr\":"
                        + sent.get("datr") + ",\"rssi\":-100,\"lsnr\":2,\"data\":" + sent.get("data") + "}]}"));
        CoverageBeacon heard = beacon(hearer.intake.messages.get(hearer.intake.messages.size() - 1));
        assertThat(heard.keyId()).containsOnly((byte) sender.eui);
        assertThat(heard.counter()).isEqualTo(sender.plan.number(heard.startedAt() * 1000));
    }

    private static CoverageBeacon beacon(Message sighting) throws Exception {
        assertThat(sighting.address()).endsWith("/rxpk");
        return HeardFrame.read(StrictJson.object(sighting.payload())).beacon().orElseThrow();
    }

    @Test
    void beacon_isScheduledByTheConcentratorsCounter_withinPowerAndChannels() throws Exception {
        House house = new House(1, "EU868", 99);
        house.receive(Datagrams.of(2, 7, Gwmp.PULL_DATA, 1, ""));
        house.receive(Datagrams.of(2, 7, Gwmp.PUSH_DATA, 1, "{\"rxpk\":[" + Datagrams.rxpk(0xffff_ffffL) + "]}"));
        house.entrance.beacon(house.plan.at(), 500_000);

        JsonNode txpk = house.txpk();
        assertThat(txpk.get("imme").asBoolean()).isFalse();
        assertThat(txpk.get("tmst").asLong()).as("the counter turns").isEqualTo(1_500_499);
        assertThat(txpk.get("powe").asInt()).as("16 dBm EIRP less 3 dBi").isEqualTo(13);
        assertThat(txpk.get("freq").asDouble()).isIn(868.1, 868.3, 868.5);
        assertThat(txpk.get("datr").asText()).isEqualTo("SF9BW125");
        assertThat(txpk.get("ipol").asBoolean()).isFalse();
        assertThat(txpk.get("size").asInt()).isEqualTo(40);
    }

    @Test
    void withoutForwarder_itWaits_andSaysSo() {
        House house = new House(1, "US915", 14);
        assertThat(house.entrance.beacon(house.plan.at(), 0)).isFalse();
        assertThat(house.problem()).isEqualTo("beacon_waits");
        house.receive(Datagrams.of(2, 7, Gwmp.PULL_DATA, 1, ""));
        assertThat(house.entrance.beacon(house.plan.at(), 0)).isTrue();
        assertThat(house.problem()).isNull();
    }

    @Test
    void whereOneMustListenFirst_noneIsSent() {
        House house = new House(1, "KR920", 14);
        house.receive(Datagrams.of(2, 7, Gwmp.PULL_DATA, 1, ""));
        assertThat(house.entrance.beacon(house.plan.at(), 0)).isFalse();
        assertThat(house.problem()).isEqualTo("beacon_forbidden");
        assertThat(house.downlinks).isEmpty();
    }

    @Test
    void refusedByTheForwarder_isAProblem_andNoRecord() {
        House house = new House(1, "EU868", 14);
        house.receive(Datagrams.of(2, 7, Gwmp.PULL_DATA, 1, ""));
        house.entrance.beacon(house.plan.at(), 0);
        house.receive(Datagrams.of(2, house.token(), Gwmp.TX_ACK, 1, "{\"txpk_ack\":{\"error\":\"TOO_LATE\"}}"));
        assertThat(house.intake.messages).isEmpty();
        assertThat(house.problem()).isEqualTo("beacon_not_sent");
    }

    @Test
    void everyRegion_hasAChannelForABeacon() {
        for (String region : Regions.read().ids()) {
            if (!region.equals("KR920")) {
                House house = new House(1, region, 30);
                house.receive(Datagrams.of(2, 7, Gwmp.PULL_DATA, 1, ""));
                assertThat(house.entrance.beacon(house.plan.at(), 0)).as(region).isTrue();
            }
        }
    }
}
