package org.headgate.mqtt.door.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Property.Place;
import org.headgate.mqtt.door.internal.packet.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacketCodecTest {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    private static List<Packet> samples(Version version) {
        List<Packet> packets = new ArrayList<>();
        Packet.Will will = new Packet.Will("last/will", new byte[] {1, 2}, 1, true, some(version, Place.WILL));
        packets.add(new Packet.Connect(
                version, true, 60, some(version, Place.CONNECT), "client", will, "user", new byte[] {0, 9}));
        packets.add(new Packet.Connect(version, false, 0, Properties.NONE, "c", null, null, null));
        packets.add(new Packet.Connack(true, 0, some(version, Place.CONNACK)));
        packets.add(new Packet.Publish("a/ü", new byte[] {7}, 2, true, true, 9, some(version, Place.PUBLISH)));
        packets.add(new Packet.Publish("a", new byte[5000], 0, false, false, 0, Properties.NONE));
        for (PacketType type : List.of(PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP)) {
            packets.add(new Packet.Acknowledgement(type, 5));
            packets.add(new Packet.Acknowledgement(type, 5, 0, some(version, Place.ACKNOWLEDGEMENT)));
        }
        int options = version.five() ? 0x2E : 2;
        packets.add(new Packet.Subscribe(
                1,
                List.of(Packet.Request.of("a/+", options), Packet.Request.of("#", 1)),
                some(version, Place.SUBSCRIBE)));
        packets.add(new Packet.Suback(1, List.of(0, 1, 2, 0x80), some(version, Place.SUBACK)));
        packets.add(new Packet.Unsubscribe(2, List.of("a", "b/#"), some(version, Place.UNSUBSCRIBE)));
        packets.add(
                new Packet.Unsuback(2, version.five() ? List.of(0, 0x11) : List.of(), some(version, Place.UNSUBACK)));
        packets.add(new Packet.Pingreq());
        packets.add(new Packet.Pingresp());
        packets.add(new Packet.Disconnect(0, Properties.NONE));
        if (version.five()) {
            packets.add(new Packet.Disconnect(0x87, some(version, Place.DISCONNECT)));
            packets.add(new Packet.Auth(0x18, some(version, Place.AUTH)));
            packets.add(new Packet.Auth(0x19, Properties.NONE));
            packets.add(new Packet.Auth(0, Properties.NONE));
            packets.add(new Packet.Acknowledgement(PacketType.PUBREC, 5, 0x97, Properties.NONE));
        }
        return packets;
    }

    /** Every property that may stand in the place. */
    private static Properties some(Version version, Place place) {
        Properties.Builder properties = Properties.builder();
        for (Property property : Property.values()) {
            if (version.five() && property.allowedIn(place)) {
                switch (property.type()) {
                    case TEXT -> properties.text(property, "tëxt");
                    case BINARY -> properties.binary(property, new byte[] {0, 1, 2});
                    case PAIR -> properties.pair("k", "v").pair("k", "");
                    case FLAG -> properties.number(property, 1);
                    case VARIABLE -> properties.number(property, 268_435_455);
                    case FOUR_BYTES, FOUR_BYTES_NOT_ZERO -> properties.number(property, 0xFFFF_FFFFL);
                    default -> properties.number(property, 0xFFFF);
                }
            }
        }
        return properties.build();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void write_anyPacket_readsBackTheSame(Version version) throws ProtocolViolation {
        for (Packet packet : samples(version)) {
            ByteBuf written = PacketWriter.write(HEAP, packet, version);
            PacketReader reader = reader(version);
            assertThat(reader.read(written)).usingRecursiveComparison().isEqualTo(packet);
            assertThat(written.isReadable()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void read_bytesOneByOne_waitsForTheLast(Version version) throws ProtocolViolation {
        for (Packet packet : samples(version)) {
            ByteBuf written = PacketWriter.write(HEAP, packet, version);
            PacketReader reader = reader(version);
            for (int length = 0; length < Math.min(written.readableBytes(), 200); length++) {
                assertThat(reader.read(written.slice(0, length))).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void read_mutatedBytes_packetOrViolationNothingElse(Version version) {
        Random random = new Random(5);
        for (Packet packet : samples(version)) {
            ByteBuf written = PacketWriter.write(HEAP, packet, version);
            byte[] bytes = new byte[written.readableBytes()];
            written.readBytes(bytes);
            for (int round = 0; round < 400; round++) {
                byte[] mutated = bytes.clone();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                }
                readAll(version, mutated);
            }
        }
    }

    private static void readAll(Version version, byte[] bytes) {
        PacketReader reader = reader(version);
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        try {
            Packet packet = reader.read(buffer);
            while (packet != null) {
                assertThat(packet.type()).isNotNull();
                packet = reader.read(buffer);
            }
        } catch (ProtocolViolation e) {
            assertThat(e.code()).isBetween(0x81, 0x95);
        }
    }

    @Test
    void read_sizeAboveTheLimit_refusedBeforeTheBody() {
        PacketReader reader = new PacketReader(100);
        assertThatThrownBy(() -> reader.read(Unpooled.wrappedBuffer(new byte[] {0x30, 99})))
                .isInstanceOfSatisfying(
                        ProtocolViolation.class, e -> assertThat(e.code()).isEqualTo(0x95));
    }

    private static PacketReader reader(Version version) {
        PacketReader reader = new PacketReader(1 << 20);
        reader.version(version);
        return reader;
    }
}
