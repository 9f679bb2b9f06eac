package org.headgate.shell.internal.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.profile.Inbox.Entry;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "inbox",
        description = {
            "Shows what is received but not understood yet, and what would make it understood.",
            "It is kept, and decoded as soon as a profile for it is there."
        },
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate inbox"})
final class Inbox extends Command {
    private static final int SAMPLE_WIDTH = 100;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    Inbox(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, JournalUnavailable {
        List<Entry> entries = session.need(org.headgate.api.profile.Inbox.class).list();
        if (json) {
            session.out().println(Json.line(entries.stream().map(Inbox::json).toList()));
        } else if (entries.isEmpty()) {
            session.out().println("Nothing waits: all that came was understood.");
        } else {
            print(entries);
        }
        return 0;
    }

    private void print(List<Entry> entries) {
        PrintStream out = session.out();
        out.println(
                entries.size() == 1
                        ? "One kind of message waits for someone who understands it."
                        : entries.size() + " kinds of messages wait for someone who understands them.");
        int number = 0;
        for (Entry entry : entries) {
            out.println();
            out.println(++number + ". " + entry.transport() + "  " + Text.printable(entry.pattern()));
            out.println("   " + entry.messages() + (entry.messages() == 1 ? " message" : " messages") + ", from "
                    + session.times().at(entry.firstAt()) + " to "
                    + session.times().at(entry.lastAt()));
            out.println("   looks like " + Text.printable(entry.shape()));
            out.println("   newest     " + Text.cut(Text.printable(entry.sample()), SAMPLE_WIDTH));
            out.println("   → " + advice(entry));
        }
    }

    private String advice(Entry entry) {
        return entry.suggestion().isEmpty()
                ? "no profile at hand fits: write one (docs/profiles.md), or leave it out with intake.topics in conf/intake.cfg"
                : "the profile '" + entry.suggestion() + "' would understand it: drop its bundle into "
                        + session.gateway().home().deploy() + ", or add its feature in conf/headgate.cfg";
    }

    private static Map<String, ?> json(Entry entry) {
        return Json.object(
                "transport", entry.transport(),
                "pattern", entry.pattern(),
                "shape", entry.shape(),
                "messages", entry.messages(),
                "firstAt", entry.firstAt(),
                "lastAt", entry.lastAt(),
                "sample", entry.sample(),
                "suggestion", entry.suggestion());
    }
}
