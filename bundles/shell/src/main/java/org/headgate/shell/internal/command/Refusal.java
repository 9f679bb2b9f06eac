package org.headgate.shell.internal.command;

/** A command that cannot be done: why, and what to do instead. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    public Refusal(String reason, String remedy) {
        super(reason, null, false, false);
        this.remedy = remedy;
    }

    /** What to do, or "" where the reason says it. */
    public String remedy() {
        return remedy;
    }
}
