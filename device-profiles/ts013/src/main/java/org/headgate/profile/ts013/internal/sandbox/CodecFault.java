package org.headgate.profile.ts013.internal.sandbox;

/** A codec that cannot be used at all. */
public final class CodecFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public CodecFault(String code, String reason) {
        super(reason);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
