package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "channel",
        description = "Payment channels, from which buyers pay by the record.",
        subcommands = {ChannelList.class, ChannelShow.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate channel list"})
final class Channel extends Group {
    Channel(Session session) {
        super(session);
    }
}
