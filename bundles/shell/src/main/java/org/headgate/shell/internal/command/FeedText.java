package org.headgate.shell.internal.command;

import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.headgate.api.feed.Dollars;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.feed.Tariff;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Times;

/** A feed in words and in JSON. */
final class FeedText {
    private FeedText() {}

    /** What it sells, a line a point. */
    static List<String> describe(FeedDefinition feed) {
        List<String> lines = new ArrayList<>();
        lines.add("devices     " + (feed.devices().isEmpty() ? "all that are adopted" : words(feed.devices())));
        lines.add("quantities  " + (feed.quantities().isEmpty() ? "all" : words(feed.quantities())));
        lines.add("kinds       "
                + (feed.kinds().isEmpty()
                        ? "all"
                        : feed.kinds().stream().map(FeedText::word).collect(Collectors.joining(", "))));
        lines.add("trust       " + feed.minTrust().code() + " or more (" + word(feed.minTrust()) + ")");
        if (!feed.cells().isEmpty()) {
            lines.add("place       in the H3 cells " + words(feed.cells()));
        }
        lines.add("form        " + form(feed));
        lines.add("proof       "
                + (feed.raw() ? "each record by inclusion in its batch" : "a signed tree of its own a batch"));
        lines.add("replay      " + Times.span(Duration.ofHours(feed.replayHours())));
        lines.add("sample      at least " + Times.span(Duration.ofSeconds(feed.sampleDelaySeconds())) + " old");
        lines.add("price       " + price(feed.tariff()));
        return lines;
    }

    private static String price(Tariff tariff) {
        List<String> prices = new ArrayList<>();
        if (tariff.pass() > 0) {
            prices.add(Dollars.format(tariff.pass()) + " dollars a pass of "
                    + Times.span(Duration.ofSeconds(tariff.passSeconds())));
        }
        price(prices, tariff.record(), "a record");
        price(prices, tariff.kilobyte(), "each 1,024 bytes of a record");
        price(prices, tariff.history(), "a record of a range of the past");
        return prices.isEmpty() ? "by your grant alone" : String.join("; ", prices);
    }

    private static void price(List<String> prices, long price, String what) {
        if (price > 0) {
            prices.add(Dollars.format(price) + " dollars " + what);
        }
    }

    static String form(FeedDefinition feed) {
        List<String> parts = new ArrayList<>();
        parts.add(
                feed.window() == 0
                        ? "records as they are"
                        : "count, min, max, mean and last of each " + Times.span(Duration.ofSeconds(feed.window())));
        if (feed.coarsenTo() >= 0) {
            parts.add("places no finer than H3 resolution " + feed.coarsenTo());
        }
        switch (feed.identity()) {
            case KEEP -> {}
            case PSEUDONYM -> parts.add("device names replaced by pseudonyms");
            case DROP -> parts.add("device names dropped");
        }
        return String.join("; ", parts);
    }

    static Map<String, ?> json(FeedState feed) {
        FeedDefinition d = feed.definition();
        Map<String, Object> json = new LinkedHashMap<>(json(d));
        json.put("createdAt", feed.createdAt());
        json.put("delivered", feed.delivered());
        json.put("lastAt", feed.lastAt());
        json.put("offer", feed.offer().isBlank() ? Map.of() : new RawValue(feed.offer()));
        return json;
    }

    static Map<String, ?> json(FeedDefinition d) {
        return Json.object(
                "id", d.id(),
                "title", d.title(),
                "version", d.version(),
                "devices", d.devices(),
                "quantities", d.quantities(),
                "kinds", d.kinds().stream().map(FeedText::word).toList(),
                "minTrust", d.minTrust().code(),
                "cells", d.cells(),
                "windowSeconds", d.window(),
                "coarsenTo", d.coarsenTo(),
                "identity", d.identity().name().toLowerCase(Locale.ROOT),
                "replayHours", d.replayHours(),
                "sampleDelaySeconds", d.sampleDelaySeconds(),
                "raw", d.raw(),
                "tariff",
                        Json.object(
                                "pass", Long.toString(d.tariff().pass()),
                                "passSeconds", d.tariff().passSeconds(),
                                "record", Long.toString(d.tariff().record()),
                                "kilobyte", Long.toString(d.tariff().kilobyte()),
                                "history", Long.toString(d.tariff().history())));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String words(List<String> words) {
        return String.join(", ", words);
    }
}
