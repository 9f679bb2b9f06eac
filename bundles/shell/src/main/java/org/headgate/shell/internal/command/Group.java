package org.headgate.shell.internal.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only holds others. */
abstract class Group extends Command {
    @Spec
    private @Nullable CommandSpec spec;

    Group(Session session) {
        super(session);
    }

    @Override
    final int run() {
        CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
        throw new CommandLine.ParameterException(
                line,
                "one word more: " + String.join(", ", line.getSubcommands().keySet()));
    }
}
