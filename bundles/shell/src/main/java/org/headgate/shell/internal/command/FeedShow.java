package org.headgate.shell.internal.command;

import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.shell.internal.text.Json;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "show",
        description = "Shows what a feed sells, what it delivered, and its offer.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate feed show greenhouse"})
final class FeedShow extends Command {
    @Parameters(paramLabel = "FEED", description = "The feed's id.")
    private String feed = "";

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    FeedShow(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        FeedState state = find(session, feed);
        if (json) {
            session.out().println(Json.line(FeedText.json(state)));
            return 0;
        }
        session.out()
                .println(state.definition().id() + ", version "
                        + state.definition().version() + ": "
                        + state.definition().title());
        FeedText.describe(state.definition()).forEach(line -> session.out().println("  " + line));
        session.out().println("  created     " + session.times().at(state.createdAt()));
        session.out()
                .println("  delivered   " + state.delivered() + " records, the last "
                        + session.times().at(state.lastAt()));
        session.out().println("  offer       " + state.offer());
        new FeedPreview(session, state.definition()).print();
        session.out().println("Sell it: " + session.line("pass grant " + feed + " --buyer NAME --for 30d"));
        return 0;
    }

    static FeedState find(Session session, String feed) throws Refusal {
        return session.need(Feeds.class)
                .find(feed)
                .orElseThrow(() -> new Refusal("there is no feed '" + feed + "'", session.line("feed list")));
    }
}
