package org.headgate.buy;

/** The other side is away or does not answer: it is tried again. */
final class Lost extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refusal;

    Lost(String message) {
        this(message, false);
    }

    /** @param refusal whether the other side is there, and will hardly say anything else */
    Lost(String message, boolean refusal) {
        super(message, null, false, false);
        this.refusal = refusal;
    }

    boolean isRefusal() {
        return refusal;
    }
}
