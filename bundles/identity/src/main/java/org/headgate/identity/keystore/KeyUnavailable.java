package org.headgate.identity.keystore;

/** The key cannot be had: why, and what the operator does about it. Never holds a secret. */
public final class KeyUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    public KeyUnavailable(String code, String reason, String remedy) {
        super(reason);
        this.code = code;
        this.remedy = remedy;
    }

    public String code() {
        return code;
    }

    public String remedy() {
        return remedy;
    }
}
