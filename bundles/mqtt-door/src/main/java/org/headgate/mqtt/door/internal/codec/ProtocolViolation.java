package org.headgate.mqtt.door.internal.codec;

/** Bytes or packets that the standard forbids. The connection is closed with the reason code. */
public final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final boolean quiet;

    public ProtocolViolation(int code, String message) {
        this(code, message, false);
    }

    /** @param quiet whether to close without a word (§4.13.1 leaves the choice): the frame itself is broken, or the packet asks for no answer */
    public ProtocolViolation(int code, String message, boolean quiet) {
        super(message, null, false, false);
        this.code = code;
        this.quiet = quiet;
    }

    public boolean quiet() {
        return quiet;
    }

    /** A reason code of MQTT 5. */
    public int code() {
        return code;
    }
}
