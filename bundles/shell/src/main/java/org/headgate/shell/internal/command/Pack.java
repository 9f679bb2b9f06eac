package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "pack",
        description = {
            "Device packs: codecs of LoRaWAN devices.",
            "'headgate pack build FOLDER' makes one, and needs no gateway: see its --help.",
            "Which device has which: conf/ts013.devices, a DevEUI and a pack's id a line."
        },
        subcommands = {PackList.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate pack list"})
final class Pack extends Group {
    Pack(Session session) {
        super(session);
    }
}
