package org.headgate.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.mqtt.door.internal.codec.PacketReader;
import org.headgate.mqtt.door.internal.codec.PacketWriter;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Version;

/** The door's reader. The first byte says which version is spoken; what follows is a stream of packets. */
final class DoorTarget implements Target {
    private static final int MOST = 1 << 20;

    @Override
    public String name() {
        return "mqtt-door";
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "05" + "101400044d51545405c2003c000000016100016200" + "0163",
                        "05" + "3214000374 2f61 0007 06 01 01 230001 21 2e 35 36 37".replace(" ", ""),
                        "05" + "820900010000 03742f23 01".replace(" ", "") + "a2080001000003742f23",
                        "05" + "c000" + "400200010" + "0".repeat(0) + "62020001" + "e00400021f00",
                        "04" + "101000044d5154540402003c0004" + "61626364",
                        "04" + "320a0003742f61000721" + "2e35" + "82080001" + "0003742f2301",
                        "03" + "100f00064d51497364700302003c000161")
                .map(hex -> hex.length() % 2 == 0 ? hex : hex + "0")
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    @Override
    public void take(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        Version version = switch (input[0] % 3) {
            case 0 -> Version.MQTT_3_1;
            case 1 -> Version.MQTT_3_1_1;
            default -> Version.MQTT_5;
        };
        List<Packet> whole = new ArrayList<>();
        String end = read(version, Unpooled.wrappedBuffer(input, 1, input.length - 1), input.length, whole);
        for (Packet packet : whole) {
            again(packet, version);
        }
        List<Packet> parts = new ArrayList<>();
        String sameEnd = input.length > 4096 ? end : read(version, input, parts);
        if (!end.equals(sameEnd) || input.length <= 4096 && parts.size() != whole.size()) {
            throw new AssertionError("read at once: " + end + ", byte by byte: " + sameEnd);
        }
    }

    /** What was read can be written, and is then read again as the same. */
    private static void again(Packet packet, Version version) throws ProtocolViolation {
        if (packet instanceof Packet.Connect) {
            return;
        }
        ByteBuf written = PacketWriter.write(UnpooledByteBufAllocator.DEFAULT, packet, version);
        Packet same = reader(version).read(written);
        if (same == null || same.type() != packet.type() || written.isReadable()) {
            throw new AssertionError(packet + " was written as " + same);
        }
    }

    private static String read(Version version, ByteBuf buffer, int steps, List<Packet> into) {
        PacketReader reader = reader(version);
        try {
            for (int i = 0; i < steps; i++) {
                Packet packet = reader.read(buffer);
                if (packet == null) {
                    return "";
                }
                into.add(packet);
            }
            return "";
        } catch (ProtocolViolation e) {
            return e.getMessage() + e.code();
        }
    }

    private static String read(Version version, byte[] input, List<Packet> into) {
        PacketReader reader = reader(version);
        ByteBuf buffer = Unpooled.buffer(input.length);
        try {
            for (int i = 1; i < input.length; i++) {
                buffer.writeByte(input[i]);
                for (Packet packet = reader.read(buffer); packet != null; packet = reader.read(buffer)) {
                    into.add(packet);
                }
            }
            return "";
        } catch (ProtocolViolation e) {
            return e.getMessage() + e.code();
        }
    }

    private static PacketReader reader(Version version) {
        PacketReader reader = new PacketReader(MOST);
        reader.version(version);
        return reader;
    }
}
