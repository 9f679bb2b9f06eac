package org.headgate.buy;

/** The other side is away or does not answer: it is tried again. */
final class Lost extends Exception {
    private static final long serialVersionUID = 1L;

    Lost(String message) {
        super(message, null, false, false);
    }
}
