package org.headgate.proof;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** {@code 0x} hex. */
final class Hex {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Hex() {}

    static String of(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    /** Writes {@code 0x} and two digits a byte, in ASCII. */
    static void write(byte[] bytes, byte[] to) {
        to[0] = '0';
        to[1] = 'x';
        for (int i = 0; i < bytes.length; i++) {
            to[2 + 2 * i] = DIGITS[bytes[i] >> 4 & 15];
            to[3 + 2 * i] = DIGITS[bytes[i] & 15];
        }
    }

    /** Reads {@code 0x} and exactly {@code length} bytes. */
    static byte[] bytes(char[] text, int from, int chars, int length, String what) throws ProofException {
        byte[] bytes = new byte[length];
        if (chars != 2 + 2 * length || text[from] != '0' || text[from + 1] != 'x') {
            throw malformed(what, length);
        }
        for (int i = 0; i < length; i++) {
            int high = digit(text[from + 2 + 2 * i]);
            int low = digit(text[from + 3 + 2 * i]);
            if ((high | low) < 0) {
                throw malformed(what, length);
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return bytes;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    private static ProofException malformed(String what, int length) {
        return new ProofException("document_malformed", what + " must be 0x and " + 2 * length + " hex digits");
    }
}
