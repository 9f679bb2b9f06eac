package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.feeds.internal.FeedTable.Version;

/** A feed at run time: what it selects from which sequence on, and what was measured of it. Safe for any thread. */
final class Feed {
    private final String id;
    private final long createdAt;
    private final byte[] secret;
    private final Measured measured = new Measured();
    private volatile List<Rule> rules;
    private volatile long replayFloor;
    private volatile Lost lost = new Lost(0, 0);

    /** @param fromSequence from which on it holds */
    record Rule(FeedDefinition definition, long fromSequence, Selection selection) {}

    /** Rows of its own that are lost; 0 where none is. */
    record Lost(long from, long through) {}

    Feed(FeedTable.Kept kept, Places places) {
        id = kept.id();
        createdAt = kept.createdAt();
        secret = kept.secret();
        List<Rule> all = new ArrayList<>();
        kept.versions().forEach(version -> all.add(rule(version, places)));
        rules = List.copyOf(all);
    }

    String id() {
        return id;
    }

    long createdAt() {
        return createdAt;
    }

    byte[] secret() {
        return secret;
    }

    Measured measured() {
        return measured;
    }

    FeedDefinition definition() {
        List<Rule> all = rules;
        return all.get(all.size() - 1).definition;
    }

    /** Never changes in the life of a feed. */
    boolean raw() {
        return definition().raw();
    }

    /** What held at a sequence. */
    Rule at(long sequence) {
        List<Rule> all = rules;
        for (int i = all.size() - 1; i > 0; i--) {
            if (all.get(i).fromSequence <= sequence) {
                return all.get(i);
            }
        }
        return all.get(0);
    }

    void add(Version version, Places places) {
        List<Rule> all = new ArrayList<>(rules);
        all.add(rule(version, places));
        rules = List.copyOf(all.subList(Math.max(0, all.size() - FeedTable.VERSIONS_KEPT), all.size()));
    }

    /** Takes the newest version back. */
    void drop(Version version) {
        rules = rules.stream()
                .filter(rule -> !rule.definition.equals(version.definition()))
                .toList();
    }

    /** The lowest sequence that is young enough to be replayed. */
    long replayFloor() {
        return replayFloor;
    }

    void replayFloor(long sequence) {
        replayFloor = sequence;
    }

    Lost lost() {
        return lost;
    }

    void lost(long from, long through) {
        lost = new Lost(from, through);
    }

    private static Rule rule(Version version, Places places) {
        return new Rule(version.definition(), version.fromSequence(), new Selection(version.definition(), places));
    }
}
