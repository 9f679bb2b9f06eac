package org.headgate.api.message;

/** How well the sender of a contribution is known. Codes are part of the wire format. */
public enum Trust {
    /** Anyone could have sent it. */
    UNKNOWN(0),
    /** The transport authenticated the sender. */
    TRANSPORT(1),
    /** The device itself signed it. */
    DEVICE(2);

    private final int code;

    Trust(int code) {
        this.code = code;
    }

    /** 0, 1 or 2. */
    public int code() {
        return code;
    }

    /** @throws IllegalArgumentException for a code that is not 0, 1 or 2 */
    public static Trust of(int code) {
        return switch (code) {
            case 0 -> UNKNOWN;
            case 1 -> TRANSPORT;
            case 2 -> DEVICE;
            default -> throw new IllegalArgumentException("no trust " + code);
        };
    }
}
