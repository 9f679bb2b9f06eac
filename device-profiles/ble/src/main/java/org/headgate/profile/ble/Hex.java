package org.headgate.profile.ble;

import java.util.HexFormat;
import org.headgate.api.profile.MalformedPayload;

/** Bytes that are told in hexadecimal. */
public final class Hex {
    private Hex() {}

    /** @param what the name of the field, for the reason @throws MalformedPayload {@code not_hex} */
    public static byte[] parse(String what, String text) throws MalformedPayload {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedPayload("not_hex", what + " is no even number of hexadecimal digits");
        }
    }

    /** A number of at most 32 bits, high byte first, or low byte first. */
    static int number(byte[] bytes, int at, int length, boolean lowFirst) {
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | bytes[at + (lowFirst ? length - 1 - i : i)] & 0xff;
        }
        return value;
    }
}
