package org.headgate.shell.internal.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.feed.Tariff;
import org.headgate.api.market.PaymentMeans;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "create",
        description = {
            "Puts a feed up for sale, or changes it.",
            "Without options it sells all records of all adopted devices, unchanged. Says first what it will",
            "sell, measured on the newest contributions."
        },
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Example:",
            "  headgate feed create greenhouse --title \"My greenhouse\" --quantity temperature --window 10m",
            "  headgate feed create air --pass-price 2.50 --pass-for 30d --record-price 0.0001",
            "  headgate feed create raw --device \"urn:dev:mac:*\" --min-trust 0 --dry-run"
        })
final class FeedCreate extends Command {
    @Parameters(paramLabel = "FEED", description = "Its id: lower-case letters, digits and -; part of its topics.")
    private String feed = "";

    @Option(names = "--title", paramLabel = "TEXT", description = "For people (default: the id).")
    private String title = "";

    @Option(
            names = "--device",
            paramLabel = "URN",
            description = "A device, or a pattern with *; may be repeated (default: all adopted).")
    private List<String> devices = new ArrayList<>();

    @Option(
            names = "--quantity",
            paramLabel = "NAME",
            description = "A quantity, or a pattern with *; may be repeated (default: all).")
    private List<String> quantities = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "measurement, coverage-sighting or availability; may be repeated (default: all).")
    private List<Kind> kinds = new ArrayList<>();

    @Option(
            names = "--min-trust",
            paramLabel = "0-2",
            defaultValue = "1",
            description =
                    "0: anyone could have sent it; 1: the sender signed in; 2: the device signed it (default: ${DEFAULT-VALUE}).")
    private Trust minTrust = Trust.TRANSPORT;

    @Option(names = "--cell", paramLabel = "H3", description = "Only what lies in this H3 cell; may be repeated.")
    private List<String> cells = new ArrayList<>();

    @Option(
            names = "--window",
            paramLabel = "TIME",
            description = "Sell count, min, max, mean and last of each such window, 1m to 1d, instead of records.")
    private @Nullable Duration window;

    @Option(
            names = "--coarsen",
            paramLabel = "0-15",
            defaultValue = "-1",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "Make places no finer than this H3 resolution (7: about 1.2 km).")
    private int coarsen;

    @Option(
            names = "--identity",
            paramLabel = "HOW",
            defaultValue = "keep",
            description = "What becomes of device names: keep, pseudonym or drop (default: ${DEFAULT-VALUE}).")
    private FeedDefinition.Identity identity = FeedDefinition.Identity.KEEP;

    @Option(
            names = "--replay",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "How far back a buyer may read (default: ${DEFAULT-VALUE}).")
    private Duration replay = Duration.ofHours(24);

    @Option(
            names = "--sample-delay",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How old the public sample is at least (default: ${DEFAULT-VALUE}).")
    private Duration sampleDelay = Duration.ofHours(1);

    @CommandLine.Mixin
    private Prices prices = new Prices();

    @Option(names = "--replace", description = "Change a feed that is there: the next version sells this.")
    private boolean replace;

    @Option(names = "--dry-run", description = "Only say what it would sell.")
    private boolean dryRun;

    FeedCreate(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, InterruptedException {
        Feeds feeds = session.need(Feeds.class);
        Optional<FeedState> old = feeds.find(feed);
        if (old.isPresent() && !replace && !dryRun) {
            throw new Refusal(
                    "the feed '" + feed + "' is there already, in version "
                            + old.get().definition().version(),
                    "look at it: " + session.line("feed show " + feed) + "; change what it sells: add --replace");
        }
        FeedDefinition definition =
                definition(old.map(state -> state.definition().version() + 1).orElse(1));
        session.out().println((dryRun ? "It would sell:" : "It will sell:"));
        FeedText.describe(definition).forEach(line -> session.out().println("  " + line));
        new FeedPreview(session, definition).print();
        if (!dryRun) {
            created(session.await(feeds.put(definition)));
        }
        return 0;
    }

    private void created(FeedState state) {
        FeedDefinition definition = state.definition();
        session.out()
                .println("Created " + definition.id() + ", version " + definition.version()
                        + ": buyers find it in feeds/catalog, its records are on feeds/" + definition.id()
                        + "/records.");
        if (!definition.tariff().equals(Tariff.NONE)
                && session.gateway()
                        .find(PaymentMeans.class)
                        .flatMap(PaymentMeans::means)
                        .isEmpty()) {
            session.out()
                    .println("It has a price, and nothing can be paid for yet: set market.network in conf/market.cfg.");
        }
        session.out().println("Sell it: " + session.line("pass grant " + definition.id() + " --buyer NAME --for 30d"));
    }

    private FeedDefinition definition(int version) {
        return new FeedDefinition(
                feed,
                title.isBlank() ? feed : title,
                version,
                List.copyOf(devices),
                List.copyOf(quantities),
                List.copyOf(kinds),
                minTrust,
                cells.stream().map(cell -> cell.toLowerCase(Locale.ROOT)).toList(),
                window == null ? 0 : seconds(window),
                coarsen,
                identity,
                hours(replay),
                seconds(sampleDelay),
                prices.tariff());
    }

    private static int seconds(Duration duration) {
        return (int) duration.toSeconds();
    }

    /** Up to the next whole hour. */
    private static int hours(Duration duration) {
        return (int) duration.plusHours(1).minusSeconds(1).toHours();
    }
}
