package org.headgate.senml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads {@code application/senml+cbor} (RFC 8428 §6): well-formed CBOR in any encoding of lengths and numbers, and nothing behind it. */
final class CborReader {
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;

    private final byte[] bytes;
    private final Resolver resolver;
    private int at;

    private CborReader(byte[] bytes, Resolver resolver) {
        this.bytes = bytes;
        this.resolver = resolver;
    }

    static void read(byte[] body, Resolver resolver) throws SenmlException {
        Limits.bytes(body.length);
        CborReader reader = new CborReader(body, resolver);
        reader.pack();
        if (reader.at != body.length) {
            throw reader.malformed("something follows the pack");
        }
    }

    private void pack() throws SenmlException {
        int head = octet();
        if (head >>> 5 != 4) {
            throw malformed("a pack is an array of records");
        }
        if ((head & 31) == INDEFINITE) {
            while (!atBreak()) {
                record();
            }
        } else {
            for (long left = argument(head); left != 0; left--) {
                record();
            }
        }
    }

    private void record() throws SenmlException {
        int head = octet();
        if (head >>> 5 != 5) {
            throw malformed("a record is a map");
        }
        resolver.begin();
        if ((head & 31) == INDEFINITE) {
            while (!atBreak()) {
                field();
            }
        } else {
            for (long left = argument(head); left != 0; left--) {
                field();
            }
        }
        resolver.end();
    }

    private void field() throws SenmlException {
        int head = octet();
        switch (head >>> 5) {
            case 0 -> known(Label.of(Math.min(positive(head), Integer.MAX_VALUE)));
            case 1 -> known(Label.of(-1 - Math.min(positive(head), Integer.MAX_VALUE)));
            case 3 -> unknown(text(head));
            default -> throw malformed("a label is an integer or text");
        }
    }

    private void known(Label label) throws SenmlException {
        int head = octet();
        switch (head >>> 5) {
            case 0, 1 -> resolver.number(label, integer(head));
            case 2 -> resolver.data(label, string(head));
            case 3 -> resolver.text(label, text(head));
            case 6 -> throw tag(head);
            case 7 -> simple(label, head);
            default -> throw new SenmlException("type_mismatch", "label " + label.text + " holds an array or a map");
        }
    }

    private void simple(Label label, int head) throws SenmlException {
        if (head == 0xf4 || head == 0xf5) {
            resolver.flag(label, head == 0xf5);
        } else {
            resolver.number(label, real(head));
        }
    }

    private void unknown(String label) throws SenmlException {
        int head = octet();
        switch (head >>> 5) {
            case 0, 1 -> resolver.extension(label, new SenmlValue.Num(integer(head)));
            case 3 -> resolver.extension(label, new SenmlValue.Text(text(head)));
            case 6 -> throw tag(head);
            case 7 ->
                resolver.extension(
                        label,
                        head == 0xf4 || head == 0xf5
                                ? new SenmlValue.Flag(head == 0xf5)
                                : new SenmlValue.Num(real(head)));
            default ->
                throw new SenmlException(
                        "extension_invalid",
                        "label " + Quote.of(label)
                                + " holds bytes, an array or a map; only text, numbers, true and false are kept");
        }
    }

    private double integer(int head) throws SenmlException {
        double size = positive(head);
        return head >>> 5 == 0 ? size : -1 - size;
    }

    private double real(int head) throws SenmlException {
        return switch (head & 31) {
            case 25 -> Half.value((int) big(2));
            case 26 -> Float.intBitsToFloat((int) big(4));
            case 27 -> Double.longBitsToDouble(big(8));
            default -> throw malformed("simple value " + (head & 31));
        };
    }

    private String text(int head) throws SenmlException {
        int length = length(head);
        int from = at - length;
        for (int i = from; i < at; i++) {
            if (bytes[i] < 0) {
                return utf8(from, length);
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private String utf8(int from, int length) throws SenmlException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SenmlException("text_invalid", "text at byte " + from + " is not UTF-8");
        }
    }

    private byte[] string(int head) throws SenmlException {
        int length = length(head);
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** Moves behind the string. RFC 8428 §6: strings are of definite length. */
    private int length(int head) throws SenmlException {
        long length = positive(head);
        if (length > bytes.length - at) {
            throw malformed("a string is longer than the body");
        }
        at += (int) length;
        return (int) length;
    }

    private SenmlException tag(int head) throws SenmlException {
        long tag = argument(head);
        return tag >= 2 && tag <= 5
                ? new SenmlException(
                        "number_out_of_range", "tag " + tag + ": bignums and decimal fractions are not accepted")
                : malformed("tag " + Long.toUnsignedString(tag));
    }

    /** An argument of at most 2^53; more stays more. */
    private long positive(int head) throws SenmlException {
        long argument = argument(head);
        return argument < 0 || argument > 1L << 53 ? 1L << 53 : argument;
    }

    private long argument(int head) throws SenmlException {
        int info = head & 31;
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw malformed(info == INDEFINITE ? "an indefinite length" : "reserved additional information " + info);
        }
        return big(1 << info - 24);
    }

    private long big(int length) throws SenmlException {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    private boolean atBreak() throws SenmlException {
        if (at < bytes.length && (bytes[at] & 0xff) == BREAK) {
            at++;
            return true;
        }
        return false;
    }

    private int octet() throws SenmlException {
        if (at >= bytes.length) {
            throw malformed("the body ends early");
        }
        return bytes[at++] & 0xff;
    }

    private SenmlException malformed(String what) {
        return new SenmlException("not_senml", "not SenML in CBOR: " + what + " (byte " + at + ")");
    }
}
