package org.headgate.shell.internal.command;

import org.headgate.api.feed.Feeds;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "remove",
        description = "Takes a feed off the market. What was recorded stays; passes for it lose their worth.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate feed remove greenhouse"})
final class FeedRemove extends Command {
    @Parameters(paramLabel = "FEED", description = "The feed's id.")
    private String feed = "";

    FeedRemove(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, InterruptedException {
        if (!session.await(session.need(Feeds.class).remove(feed))) {
            throw new Refusal("there is no feed '" + feed + "'", session.line("feed list"));
        }
        session.out().println("Removed " + feed + ": it is no longer in the catalogue, and nobody receives it.");
        return 0;
    }
}
