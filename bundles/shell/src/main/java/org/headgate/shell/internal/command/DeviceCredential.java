package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "credential",
        description = "Names and secrets with which devices sign in.",
        subcommands = {CredentialAdd.class, CredentialList.class, CredentialRemove.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate device credential list"})
final class DeviceCredential extends Group {
    DeviceCredential(Session session) {
        super(session);
    }
}
