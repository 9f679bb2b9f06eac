package org.headgate.mqtt.door.internal.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes the data representations of §1.5. */
final class Wire {
    private Wire() {}

    static void variable(ByteBuf out, int value) {
        int rest = value;
        do {
            int octet = rest & 0x7F;
            rest >>>= 7;
            out.writeByte(rest > 0 ? octet | 0x80 : octet);
        } while (rest > 0);
    }

    static int sizeOfVariable(int value) {
        return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
    }

    static void text(ByteBuf out, String text) {
        out.writeShort(ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeUtf8(out, text);
    }

    static void binary(ByteBuf out, byte[] bytes) {
        out.writeShort(bytes.length).writeBytes(bytes);
    }
}
