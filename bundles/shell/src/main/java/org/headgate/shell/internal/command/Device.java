package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "device",
        description = "Who the devices are, and which of them may be sold.",
        subcommands = {DeviceList.class, DeviceAdopt.class, DeviceForget.class, DeviceCredential.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate device list"})
final class Device extends Group {
    Device(Session session) {
        super(session);
    }
}
