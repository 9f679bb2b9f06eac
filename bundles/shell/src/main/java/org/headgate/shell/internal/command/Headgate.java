package org.headgate.shell.internal.command;

import picocli.CommandLine;

/** The root of all commands. */
@CommandLine.Command(
        name = "headgate",
        description = "Talks to a running gateway.",
        subcommands = {
            Status.class,
            Feed.class,
            Pass.class,
            Sales.class,
            Channel.class,
            Device.class,
            Inbox.class,
            Profile.class,
            Pack.class,
            Batch.class,
            CoverageGroup.class,
            Quarantine.class,
            Export.class,
            SupportBundle.class,
            Log.class,
            Stop.class
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate status"})
final class Headgate extends Group {
    Headgate(Session session) {
        super(session);
    }
}
