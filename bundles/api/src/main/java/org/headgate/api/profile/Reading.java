package org.headgate.api.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an {@link AnnouncingProfile} reads in one message. Built with {@link #builder}. */
public final class Reading {
    private static final Reading NOTHING = new Reading(List.of());

    private final List<Decoded> decoded;
    private final List<Announcement> announced;
    private final List<String> withdrawn;
    private final Map<String, Long> marks;
    private final List<Notice> notices;

    private Reading(Builder builder) {
        this.decoded = List.copyOf(builder.decoded);
        this.announced = List.copyOf(builder.announced);
        this.withdrawn = List.copyOf(builder.withdrawn);
        this.marks = Map.copyOf(builder.marks);
        this.notices = List.copyOf(builder.notices);
    }

    /** As most messages are. */
    private Reading(List<Decoded> decoded) {
        this.decoded = decoded;
        this.announced = List.of();
        this.withdrawn = List.of();
        this.marks = Map.of();
        this.notices = List.of();
    }

    /**
     * Something that the operator should know though the message is good.
     *
     * @param code stable, in lower case with underscores, for example {@code sequence_gap}
     * @param reason what was found, and where
     * @param advice what to do
     */
    public record Notice(String code, String reason, String advice) {}

    public static Builder builder() {
        return new Builder();
    }

    /** Mine, but nothing to keep. */
    public static Reading nothing() {
        return NOTHING;
    }

    /** Contributions and nothing else. */
    public static Reading of(List<Decoded> decoded) {
        return decoded.isEmpty() ? NOTHING : new Reading(List.copyOf(decoded));
    }

    public List<Decoded> decoded() {
        return decoded;
    }

    public List<Announcement> announced() {
        return announced;
    }

    /** Names of announcements that no longer hold. They are taken out before those of {@link #announced} are put in. */
    public List<String> withdrawn() {
        return withdrawn;
    }

    /** Numbers to leave with announcements, by their name. */
    public Map<String, Long> marks() {
        return marks;
    }

    /** Whether there is more than contributions in it. */
    public boolean saysMore() {
        return !(announced.isEmpty() && withdrawn.isEmpty() && marks.isEmpty() && notices.isEmpty());
    }

    public List<Notice> notices() {
        return notices;
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final List<Decoded> decoded = new ArrayList<>(2);
        private final List<Announcement> announced = new ArrayList<>(1);
        private final List<String> withdrawn = new ArrayList<>(1);
        private final Map<String, Long> marks = new LinkedHashMap<>(2);
        private final List<Notice> notices = new ArrayList<>(1);

        private Builder() {}

        public Builder decoded(Decoded one) {
            decoded.add(one);
            return this;
        }

        public Builder announce(Announcement announcement) {
            announced.add(announcement);
            return this;
        }

        public Builder withdraw(String name) {
            withdrawn.add(name);
            return this;
        }

        /** Leaves a number with an announcement until the gateway stops: for what is checked from message to message. It must not change what is decoded. */
        public Builder mark(String name, long number) {
            marks.put(name, number);
            return this;
        }

        public Builder notice(String code, String reason, String advice) {
            notices.add(new Notice(code, reason, advice));
            return this;
        }

        public Reading build() {
            return new Reading(this);
        }
    }
}
