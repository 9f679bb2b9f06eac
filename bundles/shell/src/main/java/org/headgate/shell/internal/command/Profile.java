package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "profile",
        description = "Which families of devices are understood.",
        subcommands = {ProfileList.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate profile list"})
final class Profile extends Group {
    Profile(Session session) {
        super(session);
    }
}
