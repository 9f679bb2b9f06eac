package org.headgate.profile.ts013.internal;

/** A pack that is not taken, and why. */
final class PackFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    PackFault(String code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
