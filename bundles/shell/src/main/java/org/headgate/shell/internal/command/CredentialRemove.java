package org.headgate.shell.internal.command;

import org.headgate.api.device.DeviceCredentials;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "remove",
        description = "Withdraws a device's credential: it can no longer sign in.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate device credential remove kitchen"})
final class CredentialRemove extends Command {
    @Parameters(paramLabel = "NAME", description = "As in: device credential list.")
    private String name = "";

    CredentialRemove(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, InterruptedException {
        if (!session.await(session.need(DeviceCredentials.class).withdraw(name))) {
            throw new Refusal("no credential is called '" + name + "'", session.line("device credential list"));
        }
        session.out().println("Withdrawn: nobody signs in as " + name + " any more.");
        return 0;
    }
}
