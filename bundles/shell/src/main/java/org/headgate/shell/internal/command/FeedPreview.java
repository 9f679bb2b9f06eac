package org.headgate.shell.internal.command;

import java.util.List;
import java.util.regex.Pattern;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;

/** What a feed would have sold of the newest contributions, and why not the others. */
final class FeedPreview {
    private static final int NEWEST = 256;

    private final Session session;
    private final FeedDefinition feed;
    private int sold;
    private int otherDevice;
    private int notAdopted;
    private int lessTrust;
    private int otherContent;

    FeedPreview(Session session, FeedDefinition feed) {
        this.session = session;
        this.feed = feed;
    }

    void print() {
        Journal journal = session.gateway().find(Journal.class).orElse(null);
        if (journal == null) {
            return;
        }
        List<Contribution> newest;
        try {
            newest = journal.read(Math.max(journal.first(), journal.next() - NEWEST), NEWEST);
        } catch (JournalUnavailable e) {
            session.err().println("headgate: no preview: " + e.getMessage());
            return;
        }
        newest.forEach(this::count);
        if (newest.isEmpty()) {
            say("Nothing has been received yet, so there is nothing to measure this on.");
        } else {
            explain(newest.size());
        }
    }

    private void explain(int total) {
        say("Of the newest " + total + " contributions it takes " + sold + "."
                + (feed.cells().isEmpty() ? "" : " (The place was not looked at.)"));
        note(otherDevice, "of other devices", "");
        note(notAdopted, "of devices that are not adopted", session.line("device adopt URN"));
        note(
                lessTrust,
                "of less trust than " + feed.minTrust().code(),
                "let the devices sign in (" + session.line("device credential add NAME")
                        + "), or sell with --min-trust 0");
        note(otherContent, "of other quantities or kinds", "");
    }

    private void note(int count, String what, String remedy) {
        if (count > 0) {
            say("  not " + count + " " + what + (remedy.isEmpty() ? "" : " → " + remedy));
        }
    }

    private void say(String line) {
        session.out().println(line);
    }

    private void count(Contribution contribution) {
        if (!feed.devices().isEmpty() && !matches(feed.devices(), contribution.device())) {
            otherDevice++;
        } else if (!contribution.adopted()) {
            notAdopted++;
        } else if (contribution.trust().code() < feed.minTrust().code()) {
            lessTrust++;
        } else if (content(contribution)) {
            sold++;
        } else {
            otherContent++;
        }
    }

    private boolean content(Contribution contribution) {
        boolean kind = feed.kinds().isEmpty() || feed.kinds().contains(contribution.kind());
        return kind
                && (feed.quantities().isEmpty()
                        || contribution.senml().records().stream()
                                .map(record -> quantity(record.name(), contribution.device()))
                                .anyMatch(quantity -> matches(feed.quantities(), quantity)));
    }

    private static String quantity(String name, String device) {
        return name.startsWith(device + ":") ? name.substring(device.length() + 1) : name;
    }

    private static boolean matches(List<String> globs, String text) {
        return globs.stream()
                .anyMatch(glob -> Pattern.matches(Pattern.quote(glob).replace("*", "\\E.*\\Q"), text));
    }
}
