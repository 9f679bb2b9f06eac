package org.headgate.shell.internal.command;

import java.util.List;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;

@CommandLine.Command(
        name = "list",
        description = "Lists the feeds, and what each delivered.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate feed list --json"})
final class FeedList extends Listing {
    FeedList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        List<FeedState> feeds = session.need(Feeds.class).list();
        Table table = new Table("FEED", ">VERSION", ">RECORDS", "LAST", "FORM", "TITLE");
        for (FeedState feed : feeds) {
            FeedDefinition d = feed.definition();
            table.row(d.id(), d.version(), feed.delivered(), session.times().at(feed.lastAt()), form(d), d.title());
        }
        return list(
                feeds,
                FeedText::json,
                table,
                "Nothing is for sale yet. Make a feed of all adopted devices with: "
                        + session.line("feed create greenhouse --title \"My greenhouse\""));
    }

    private static String form(FeedDefinition feed) {
        return feed.raw() ? "records" : feed.window() > 0 ? "windows of " + feed.window() + " s" : "changed records";
    }
}
