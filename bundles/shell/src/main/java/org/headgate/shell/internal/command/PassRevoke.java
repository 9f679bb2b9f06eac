package org.headgate.shell.internal.command;

import org.headgate.api.market.Passes;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "revoke",
        description = "Ends a pass now: its buyer is disconnected, and told the reason.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate pass revoke PASS --reason \"the token leaked\""})
final class PassRevoke extends Command {
    @Parameters(paramLabel = "PASS", description = "The pass's id, as in: pass list.")
    private String pass = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "revoked by the operator",
            description = "For the buyer and the books (default: ${DEFAULT-VALUE}).")
    private String reason = "";

    PassRevoke(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, InterruptedException {
        if (!session.await(session.need(Passes.class).revoke(pass, reason))) {
            throw new Refusal(
                    "there is no pass '" + pass + "' that is still worth something", session.line("pass list"));
        }
        session.out().println("Revoked " + pass + ": it opens nothing any more.");
        return 0;
    }
}
