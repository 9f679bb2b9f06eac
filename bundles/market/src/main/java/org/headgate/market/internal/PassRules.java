package org.headgate.market.internal;

import java.time.Duration;
import org.headgate.api.feed.Feeds;
import org.headgate.api.market.Passes.PassRefused;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** What can be granted. */
final class PassRules {
    private static final Duration LONGEST = Duration.ofDays(3_660);

    private PassRules() {}

    static void check(@Nullable Feeds feeds, String feed, String buyer, Duration duration) throws PassRefused {
        if (feeds != null ? feeds.find(feed).isEmpty() : !feed.matches("[a-z0-9-]{1,64}")) {
            throw new PassRefused("feed_unknown", "there is no feed " + feed + ": 'feed list' shows those there are");
        }
        if (buyer.isBlank() || buyer.length() > 64 || buyer.chars().anyMatch(Character::isISOControl)) {
            throw new PassRefused(
                    "buyer_invalid",
                    "the buyer's name has " + buyer.length() + " characters: give 1 to 64 printable ones");
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new PassRefused(
                    "duration_out_of_range",
                    "a pass lasts 1 second to " + LONGEST.toDays() + " days, not " + duration + ": for example 30d");
        }
    }

    static void room(int passes, int most) throws PassRefused {
        if (passes >= most) {
            throw new PassRefused(
                    "passes_full",
                    "there are " + passes + " passes, market.passes.max is " + most
                            + ": raise it, or lower market.passes.keep.days");
        }
    }

    static void readable(@Nullable StoreUnavailable obstacle) throws PassRefused {
        if (obstacle != null) {
            throw new PassRefused("books_unavailable", obstacle.getMessage() + "; look at the status of the store");
        }
    }
}
