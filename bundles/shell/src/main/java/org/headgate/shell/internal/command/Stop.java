package org.headgate.shell.internal.command;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Stops the gateway. The client waits until its process is gone. */
@CommandLine.Command(
        name = "stop",
        description = "Stops the gateway and waits until its process is gone.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate stop --timeout 120"})
final class Stop extends Command {
    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private int timeout;

    Stop(Session session) {
        super(session);
    }

    @Override
    int run() {
        session.afterwards(session.gateway()::stop);
        return 0;
    }
}
