package org.headgate.profile.ble;

import java.util.Optional;
import org.headgate.api.profile.DeviceUrn;

/**
 * The address that an advert came from, and how long it means the same device (Bluetooth Core 5.4, volume 6 part B §1.3).
 *
 * @param value 48 bits, the first byte as it is written is the highest
 */
public record BleAddress(long value, Kind kind) {
    private static final int DIGITS = 12;
    private static final int TOP_BITS = 46;

    /** What the address is good for. */
    public enum Kind {
        /** Given by a manufacturer. */
        PUBLIC,
        /** Drawn once by the device. */
        RANDOM_STATIC,
        /** Drawn anew every some minutes; who has the device's key can tell. */
        RESOLVABLE_PRIVATE,
        /** Drawn anew every some minutes; nobody can tell. */
        NON_RESOLVABLE_PRIVATE,
        /** The reporter does not tell whether it is a public or a random one. */
        UNTOLD
    }

    /** How a reporter tells addresses apart. */
    public enum Type {
        PUBLIC,
        RANDOM,
        UNTOLD;

        /** As HCI and NimBLE count: 0 and 2 (an identity) are public, 1 and 3 random; anything else is not told. */
        public static Type of(int code) {
            return switch (code) {
                case 0, 2 -> PUBLIC;
                case 1, 3 -> RANDOM;
                default -> UNTOLD;
            };
        }
    }

    /** Twelve hexadecimal digits, with or without {@code :} or {@code -} between the bytes; empty where it is no address, or all its bits are the same. */
    public static Optional<BleAddress> parse(String text, Type type) {
        long value = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit >= 0 && digits < DIGITS) {
                value = value << 4 | digit;
                digits++;
            } else if (!separates(c)
                    || separates(text.charAt(Math.max(i, 1) - 1))
                    || digits % 2 != 0
                    || digits == DIGITS) {
                return Optional.empty();
            }
        }
        return digits == DIGITS ? of(value, type) : Optional.empty();
    }

    /** Empty where all bits are the same: that is nobody. */
    public static Optional<BleAddress> of(long value, Type type) {
        boolean nobody = value == 0 || value == 0xffff_ffff_ffffL;
        return nobody ? Optional.empty() : Optional.of(new BleAddress(value, kind(value, type)));
    }

    private static boolean separates(char c) {
        return c == ':' || c == '-';
    }

    private static Kind kind(long value, Type type) {
        if (type != Type.RANDOM) {
            return type == Type.PUBLIC ? Kind.PUBLIC : Kind.UNTOLD;
        }
        return switch ((int) (value >>> TOP_BITS)) {
            case 3 -> Kind.RANDOM_STATIC;
            case 1 -> Kind.RESOLVABLE_PRIVATE;
            default -> Kind.NON_RESOLVABLE_PRIVATE;
        };
    }

    /** Whether it changes by itself, so that it names no device. */
    public boolean isPrivate() {
        return kind == Kind.RESOLVABLE_PRIVATE || kind == Kind.NON_RESOLVABLE_PRIVATE;
    }

    /** Whether it certainly names a device. Where the type is not told: a private address never has the highest bit set. */
    public boolean isStable() {
        return kind == Kind.PUBLIC || kind == Kind.RANDOM_STATIC || kind == Kind.UNTOLD && value >>> 47 == 1;
    }

    /** Six bytes, in the order in which it is written. */
    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> 8 * (5 - i));
        }
        return bytes;
    }

    /** {@code urn:dev:mac:…} */
    public String urn() {
        return DeviceUrn.mac(digits());
    }

    /** {@code A4:C1:38:8D:18:B2} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(digits());
        for (int i = 10; i > 0; i -= 2) {
            text.insert(i, ':');
        }
        return text.toString();
    }

    private String digits() {
        return String.format("%012X", value);
    }
}
