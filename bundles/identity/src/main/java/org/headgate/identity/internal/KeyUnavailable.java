package org.headgate.identity.internal;

/** The key cannot be had: why, and what the operator does about it. Never holds a secret. */
final class KeyUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    KeyUnavailable(String code, String reason, String remedy) {
        super(reason);
        this.code = code;
        this.remedy = remedy;
    }

    String code() {
        return code;
    }

    String remedy() {
        return remedy;
    }
}
