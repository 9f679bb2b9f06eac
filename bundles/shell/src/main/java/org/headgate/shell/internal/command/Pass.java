package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "pass",
        description = "Who may read a feed, and how long.",
        subcommands = {PassGrant.class, PassList.class, PassRevoke.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate pass list"})
final class Pass extends Group {
    Pass(Session session) {
        super(session);
    }
}
