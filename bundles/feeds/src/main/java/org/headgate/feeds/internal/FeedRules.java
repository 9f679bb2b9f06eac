package org.headgate.feeds.internal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.headgate.api.feed.Dollars;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds.FeedRefused;
import org.headgate.api.feed.Tariff;

/** What a definition must be so that it can be sold. */
final class FeedRules {
    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9:./_*-]{1,200}");
    private static final Set<String> RESERVED = Set.of("catalog", "reply");
    private static final int LIST_MAX = 256;
    private static final int REPLAY_HOURS_MAX = 10 * 366 * 24;
    private static final int SAMPLE_DELAY_MAX = 30 * 86_400;
    private static final long PRICE_MAX = 1_000_000_000_000L;
    private static final long PASS_SECONDS_MAX = 3_660L * 86_400;

    private FeedRules() {}

    static void check(FeedDefinition definition, Places places) throws FeedRefused {
        id(definition.id());
        require(
                !definition.title().isBlank() && definition.title().length() <= 120,
                "title_invalid",
                "the title has " + definition.title().length() + " characters: give 1 to 120");
        patterns("devices", definition.devices());
        patterns("quantities", definition.quantities());
        window(definition.window());
        range("replay_out_of_range", "replay hours", definition.replayHours(), 0, REPLAY_HOURS_MAX);
        range(
                "sample_delay_out_of_range",
                "sample delay in seconds",
                definition.sampleDelaySeconds(),
                0,
                SAMPLE_DELAY_MAX);
        range("coarsen_out_of_range", "H3 resolution", definition.coarsenTo(), -1, 15);
        tariff(definition.tariff());
        places(definition, places);
    }

    private static void id(String id) throws FeedRefused {
        require(
                !RESERVED.contains(id),
                "feed_id_reserved",
                "'" + id + "' is a name of the gateway's own: choose another");
        require(
                ID.matcher(id).matches(),
                "feed_id_invalid",
                "'" + id
                        + "' is no feed id: 1 to 64 lower-case letters, digits and inner hyphens, for example greenhouse");
    }

    private static void patterns(String what, List<String> patterns) throws FeedRefused {
        require(
                patterns.size() <= LIST_MAX,
                what + "_too_many",
                patterns.size() + " " + what + " are given, at most " + LIST_MAX + " are taken: use a glob");
        for (String pattern : patterns) {
            require(
                    PATTERN.matcher(pattern).matches(),
                    what + "_invalid",
                    "'" + pattern + "' is none of the " + what
                            + ": 1 to 200 of the characters of a SenML name, or * for any of them");
        }
    }

    private static void tariff(Tariff tariff) throws FeedRefused {
        for (long price : new long[] {tariff.pass(), tariff.record(), tariff.kilobyte(), tariff.history()}) {
            require(
                    price >= 0 && price <= PRICE_MAX,
                    "price_out_of_range",
                    "a price is 0 to " + Dollars.format(PRICE_MAX) + " dollars, not " + Dollars.format(price));
        }
        require(
                tariff.pass() == 0 ? tariff.passSeconds() == 0 : tariff.passSeconds() >= 1,
                "pass_time_missing",
                "a pass that is sold needs both a price and a time, for example 2.50 dollars for 30d");
        require(
                tariff.passSeconds() <= PASS_SECONDS_MAX,
                "pass_time_out_of_range",
                "a pass lasts 1 second to " + PASS_SECONDS_MAX / 86_400 + " days, not " + tariff.passSeconds()
                        + " seconds");
    }

    private static void window(int seconds) throws FeedRefused {
        require(
                seconds == 0 || seconds >= 60 && seconds <= 86_400,
                "window_out_of_range",
                "a window is 60 to 86400 seconds, or 0 for records as they are, not " + seconds);
    }

    private static void range(String code, String what, int value, int min, int max) throws FeedRefused {
        require(value >= min && value <= max, code, what + " is " + value + ": give " + min + " to " + max);
    }

    private static void places(FeedDefinition definition, Places places) throws FeedRefused {
        if (definition.cells().isEmpty() && definition.coarsenTo() < 0) {
            return;
        }
        require(
                places.available(),
                "h3_unavailable",
                "places need the H3 library, which does not load here (" + places.obstacle()
                        + "): leave cells and coarser places out");
        require(
                definition.cells().size() <= LIST_MAX,
                "cells_too_many",
                definition.cells().size() + " cells are given, at most " + LIST_MAX + " are taken: use coarser ones");
        for (String cell : definition.cells()) {
            require(
                    places.validCell(cell),
                    "cell_invalid",
                    "'" + cell + "' is no H3 cell: 15 lower-case hex digits, for example 881f1d4887fffff");
        }
    }

    static void require(boolean holds, String code, String message) throws FeedRefused {
        if (!holds) {
            throw new FeedRefused(code, message);
        }
    }
}
