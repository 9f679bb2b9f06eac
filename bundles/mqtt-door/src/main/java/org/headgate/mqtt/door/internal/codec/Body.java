package org.headgate.mqtt.door.internal.codec;

import static org.headgate.mqtt.door.internal.packet.Reason.MALFORMED_PACKET;

import io.netty.buffer.ByteBuf;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads the data representations of §1.5 from one packet's body; anything cut short or malformed is refused. */
final class Body {
    private final ByteBuf buffer;
    private int end;

    Body(ByteBuf buffer, int length) {
        this.buffer = buffer;
        this.end = buffer.readerIndex() + length;
    }

    int remaining() {
        return end - buffer.readerIndex();
    }

    /** Narrows to the next {@code length} bytes; {@link #leave} with what this returns. */
    int enter(int length) throws ProtocolViolation {
        need(length);
        int outer = end;
        end = buffer.readerIndex() + length;
        return outer;
    }

    void leave(int outer) {
        end = outer;
    }

    int one() throws ProtocolViolation {
        need(1);
        return buffer.readUnsignedByte();
    }

    int two() throws ProtocolViolation {
        need(2);
        return buffer.readUnsignedShort();
    }

    long four() throws ProtocolViolation {
        need(4);
        return buffer.readUnsignedInt();
    }

    /** Variable byte integer, in its shortest form only (§1.5.5). */
    int variable() throws ProtocolViolation {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int octet = one();
            value |= (octet & 0x7F) << shift;
            if ((octet & 0x80) == 0) {
                if (octet == 0 && shift > 0) {
                    throw malformed("a variable byte integer is longer than it needs to be");
                }
                return value;
            }
        }
        throw malformed("a variable byte integer has more than four bytes");
    }

    byte[] binary() throws ProtocolViolation {
        return bytes(two());
    }

    byte[] bytes(int length) throws ProtocolViolation {
        need(length);
        byte[] bytes = new byte[length];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** UTF-8 as §1.5.4 demands it: no surrogates, no U+0000. */
    String text() throws ProtocolViolation {
        return text(false);
    }

    /** As {@link #text()}, and without control characters and non-characters: §1.5.4 lets a receiver refuse these. For what names something. */
    String name() throws ProtocolViolation {
        return text(true);
    }

    private String text(boolean name) throws ProtocolViolation {
        int length = two();
        need(length);
        int from = buffer.readerIndex();
        boolean plain = true;
        for (int i = from; i < from + length && plain; i++) {
            byte octet = buffer.getByte(i);
            plain = octet >= 0x20 && octet < 0x7F;
        }
        buffer.skipBytes(length);
        if (plain) {
            return buffer.toString(from, length, StandardCharsets.US_ASCII);
        }
        String text = decode(from, length);
        check(text, name);
        return text;
    }

    private String decode(int from, int length) throws ProtocolViolation {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(buffer.nioBuffer(from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a string is not UTF-8");
        }
    }

    private static void check(String text, boolean name) throws ProtocolViolation {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == 0) {
                throw malformed("a string holds U+0000");
            }
            if (name && (Character.isISOControl(c) || (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF)) {
                throw malformed("a name holds U+%04X".formatted(c));
            }
            i += Character.charCount(c);
        }
    }

    void finished() throws ProtocolViolation {
        if (remaining() > 0) {
            throw malformed("%d bytes too many".formatted(remaining()));
        }
    }

    private void need(int length) throws ProtocolViolation {
        if (remaining() < length) {
            throw malformed("%d bytes missing".formatted(length - remaining()));
        }
    }

    static ProtocolViolation malformed(String message) {
        return new ProtocolViolation(MALFORMED_PACKET, message);
    }
}
