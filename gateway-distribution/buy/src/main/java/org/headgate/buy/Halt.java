package org.headgate.buy;

/** Why nothing more is bought, for people, and the exit code that says it to programs. Holds no secret. */
final class Halt extends Exception {
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** The spending limit does not reach. */
    static final int LIMIT = 4;
    /** What is offered, or what was asked for a payment, is not what the buyer agreed to. */
    static final int REFUSED = 5;
    /** What was delivered is not what the gateway signed. */
    static final int UNPROVEN = 6;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Halt(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
