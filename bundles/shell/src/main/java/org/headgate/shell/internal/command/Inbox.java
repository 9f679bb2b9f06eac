package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
    int run() throws Refusal, JournalUnavailable, IOException {
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

    private void print(List<Entry> entries) throws IOException {
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

    private String advice(Entry entry) throws IOException {
        if (entry.suggestion().isEmpty()) {
            return "no profile at hand fits: write one (docs/profiles.md), or leave it out with intake.topics in conf/intake.cfg";
        }
        String understood = "the profile '" + entry.suggestion() + "' would understand it";
        Path deploy = session.gateway().home().deploy();
        Optional<Path> bundle = bundle(entry.suggestion());
        return bundle.isEmpty()
                ? understood + ": drop its bundle into " + deploy
                : understood + " and is in the archive; take it into use now:\n     cp " + quote(bundle.get()) + " "
                        + quote(deploy) + "/\n   or with the next start: add profile-" + entry.suggestion()
                        + " to 'features' in " + session.gateway().home().conf().resolve("headgate.cfg");
    }

    /** In the archive, where features name bundles by their place in a repository. */
    private Optional<Path> bundle(String profile) throws IOException {
        String name = "org.headgate.profile." + profile;
        Optional<Path> folder = session.gateway().installed().map(root -> root.resolve("system/org/headgate/" + name));
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(folder.get(), 2, (file, is) -> is.isRegularFile())) {
            return files.filter(file -> file.toString().endsWith(".jar")).max(Comparator.naturalOrder());
        }
    }

    private static String quote(Path path) {
        return MosquittoOptions.quote(path.toString());
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
