package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "batch",
        description = "The signed batches.",
        subcommands = {BatchList.class, BatchShow.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate batch list"})
final class Batch extends Group {
    Batch(Session session) {
        super(session);
    }
}
