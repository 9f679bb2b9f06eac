package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "feed",
        description = "What is for sale.",
        subcommands = {FeedList.class, FeedCreate.class, FeedShow.class, FeedRemove.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate feed list"})
final class Feed extends Group {
    Feed(Session session) {
        super(session);
    }
}
