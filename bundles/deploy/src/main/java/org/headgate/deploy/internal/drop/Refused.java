package org.headgate.deploy.internal.drop;

/** A bundle that is not taken. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    Refused(String code, String reason, String remedy) {
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
