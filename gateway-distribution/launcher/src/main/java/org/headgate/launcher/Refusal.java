package org.headgate.launcher;

/** Something that the operator can put right; the message says what happened and what to do. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Refusal(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static Refusal usage(String message) {
        return new Refusal(
                Main.USAGE, message + "\nUsage: headgate run|start [--home DIR] [--set COMPONENT.KEY=VALUE]…");
    }

    int exitCode() {
        return exitCode;
    }
}
