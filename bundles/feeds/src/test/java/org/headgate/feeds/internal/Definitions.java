package org.headgate.feeds.internal;

import java.util.List;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.FeedDefinition.Identity;
import org.headgate.api.feed.Tariff;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;

/** Definitions to begin with, and to change in one respect. */
record Definitions(FeedDefinition is) {
    static final Definitions RAW = new Definitions(new FeedDefinition(
            "greenhouse",
            "Greenhouse",
            0,
            List.of(),
            List.of(),
            List.of(),
            Trust.TRANSPORT,
            List.of(),
            0,
            -1,
            Identity.KEEP,
            24,
            60,
            Tariff.NONE));

    Definitions id(String id) {
        return with(
                id,
                is.devices(),
                is.quantities(),
                is.kinds(),
                is.cells(),
                is.window(),
                is.coarsenTo(),
                is.identity(),
                is.replayHours());
    }

    Definitions devices(String... devices) {
        return with(
                is.id(),
                List.of(devices),
                is.quantities(),
                is.kinds(),
                is.cells(),
                is.window(),
                is.coarsenTo(),
                is.identity(),
                is.replayHours());
    }

    Definitions quantities(String... quantities) {
        return with(
                is.id(),
                is.devices(),
                List.of(quantities),
                is.kinds(),
                is.cells(),
                is.window(),
                is.coarsenTo(),
                is.identity(),
                is.replayHours());
    }

    Definitions kinds(Kind... kinds) {
        return with(
                is.id(),
                is.devices(),
                is.quantities(),
                List.of(kinds),
                is.cells(),
                is.window(),
                is.coarsenTo(),
                is.identity(),
                is.replayHours());
    }

    Definitions cells(String... cells) {
        return with(
                is.id(),
                is.devices(),
                is.quantities(),
                is.kinds(),
                List.of(cells),
                is.window(),
                is.coarsenTo(),
                is.identity(),
                is.replayHours());
    }

    Definitions window(int window) {
        return with(
                is.id(),
                is.devices(),
                is.quantities(),
                is.kinds(),
                is.cells(),
                window,
                is.coarsenTo(),
                is.identity(),
                is.replayHours());
    }

    Definitions coarsenTo(int resolution) {
        return with(
                is.id(),
                is.devices(),
                is.quantities(),
                is.kinds(),
                is.cells(),
                is.window(),
                resolution,
                is.identity(),
                is.replayHours());
    }

    Definitions identity(Identity identity) {
        return with(
                is.id(),
                is.devices(),
                is.quantities(),
                is.kinds(),
                is.cells(),
                is.window(),
                is.coarsenTo(),
                identity,
                is.replayHours());
    }

    Definitions replay(int hours) {
        return with(
                is.id(),
                is.devices(),
                is.quantities(),
                is.kinds(),
                is.cells(),
                is.window(),
                is.coarsenTo(),
                is.identity(),
                hours);
    }

    Definitions tariff(long pass, long passSeconds, long record, long kilobyte) {
        return new Definitions(new FeedDefinition(
                is.id(),
                is.title(),
                is.version(),
                is.devices(),
                is.quantities(),
                is.kinds(),
                is.minTrust(),
                is.cells(),
                is.window(),
                is.coarsenTo(),
                is.identity(),
                is.replayHours(),
                is.sampleDelaySeconds(),
                new Tariff(pass, passSeconds, record, kilobyte)));
    }

    private static Definitions with(
            String id,
            List<String> devices,
            List<String> quantities,
            List<Kind> kinds,
            List<String> cells,
            int window,
            int coarsenTo,
            Identity identity,
            int replay) {
        return new Definitions(new FeedDefinition(
                id,
                "Title",
                0,
                devices,
                quantities,
                kinds,
                Trust.TRANSPORT,
                cells,
                window,
                coarsenTo,
                identity,
                replay,
                60,
                Tariff.NONE));
    }
}
