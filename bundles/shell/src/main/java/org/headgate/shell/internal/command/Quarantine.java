package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "quarantine",
        description = "Messages that their profile refused.",
        subcommands = {QuarantineList.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate quarantine list"})
final class Quarantine extends Group {
    Quarantine(Session session) {
        super(session);
    }
}
