package org.headgate.shell.internal.command;

import picocli.CommandLine;

/** A command that cannot be done: why, and what to do instead. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final int exitCode;

    public Refusal(String reason, String remedy) {
        this(reason, remedy, Commands.FAILED);
    }

    private Refusal(String reason, String remedy, int exitCode) {
        super(reason, null, false, false);
        this.remedy = remedy;
        this.exitCode = exitCode;
    }

    /** What was typed makes no sense. */
    static Refusal usage(String reason, String remedy) {
        return new Refusal(reason, remedy, CommandLine.ExitCode.USAGE);
    }

    int exitCode() {
        return exitCode;
    }

    /** What to do, or "" where the reason says it. */
    public String remedy() {
        return remedy;
    }
}
