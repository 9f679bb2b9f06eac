package org.headgate.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Tariff;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {
    private static final String DEVICE = "urn:dev:mac:0024befffe804ff1";

    @TempDir
    Path folder;

    private Shell shell;
    private final Fakes.MemoryFeeds feeds = new Fakes.MemoryFeeds();

    @BeforeEach
    void start() {
        shell = new Shell(folder);
        shell.gateway.with(Feeds.class, feeds);
    }

    @Test
    void create_noOptions_sellsAllAdoptedUnchanged() {
        Shell.Result result = shell.run("feed", "create", "greenhouse");

        assertThat(result.code()).isZero();
        FeedDefinition made = feeds.feeds.get("greenhouse").definition();
        assertThat(made)
                .isEqualTo(new FeedDefinition(
                        "greenhouse",
                        "greenhouse",
                        1,
                        List.of(),
                        List.of(),
                        List.of(),
                        Trust.TRANSPORT,
                        List.of(),
                        0,
                        -1,
                        FeedDefinition.Identity.KEEP,
                        24,
                        3600,
                        Tariff.NONE));
        assertThat(made.raw()).isTrue();
        assertThat(result.out())
                .contains("all that are adopted")
                .contains("headgate pass grant greenhouse --buyer NAME --for 30d");
    }

    @Test
    void create_allOptions_areInTheDefinition() {
        shell.run(
                "feed",
                "create",
                "air",
                "--title",
                "Air & more",
                "--device",
                "urn:dev:mac:*",
                "--quantity",
                "temperature",
                "--quantity",
                "humidity",
                "--kind",
                "measurement",
                "--min-trust",
                "0",
                "--cell",
                "872830828FFFFFF",
                "--window",
                "10m",
                "--coarsen",
                "7",
                "--identity",
                "pseudonym",
                "--replay",
                "7d",
                "--sample-delay",
                "2h");

        assertThat(feeds.feeds.get("air").definition())
                .isEqualTo(new FeedDefinition(
                        "air",
                        "Air & more",
                        1,
                        List.of("urn:dev:mac:*"),
                        List.of("temperature", "humidity"),
                        List.of(Kind.MEASUREMENT),
                        Trust.UNKNOWN,
                        List.of("872830828ffffff"),
                        600,
                        7,
                        FeedDefinition.Identity.PSEUDONYM,
                        168,
                        7200,
                        Tariff.NONE));
    }

    @Test
    void create_feedThatIsThere_needsReplaceAndCountsTheVersionUp() {
        shell.run("feed", "create", "air");

        Shell.Result refused = shell.run("feed", "create", "air");
        Shell.Result replaced = shell.run("feed", "create", "air", "--replace", "--window", "1h");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("in version 1").contains("--replace");
        assertThat(replaced.code()).isZero();
        assertThat(feeds.feeds.get("air").definition().version()).isEqualTo(2);
    }

    @Test
    void create_dryRun_createsNothing() {
        assertThat(shell.run("feed", "create", "air", "--dry-run").out()).startsWith("It would sell:");
        assertThat(feeds.feeds).isEmpty();
    }

    @Test
    void create_refusedByTheFeeds_saysWhy() {
        Shell.Result result = shell.run("feed", "create", "catalog");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("'catalog' is reserved").contains("feed_id_reserved");
    }

    @Test
    void create_valuesThatCannotBe_areWrongUsageWithTheReason() {
        assertThat(shell.run("feed", "create", "air", "--window", "ten").err())
                .contains("--window")
                .contains("'ten' is not a duration");
        assertThat(shell.run("feed", "create", "air", "--min-trust", "3").err()).contains("trust is 0, 1 or 2");
        Shell.Result result = shell.run("feed", "create", "air", "--kind", "weather");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("none of measurement, coverage-sighting, availability");
    }

    @Test
    void create_newestContributions_tellWhatWouldBeSoldAndWhyNotTheRest() throws Exception {
        shell.gateway.with(
                Journal.class,
                new Fakes.MemoryJournal(List.of(
                        contribution(1, Trust.TRANSPORT, true, "temperature"),
                        contribution(2, Trust.TRANSPORT, false, "temperature"),
                        contribution(3, Trust.UNKNOWN, true, "temperature"),
                        contribution(4, Trust.UNKNOWN, true, "temperature"),
                        contribution(5, Trust.TRANSPORT, true, "humidity"))));

        String out = shell.run("feed", "create", "air", "--quantity", "temp*", "--dry-run")
                .out();

        assertThat(out)
                .contains("Of the newest 5 contributions it takes 1.")
                .contains("not 1 of devices that are not adopted → headgate device adopt URN")
                .contains("not 2 of less trust than 1")
                .contains("not 1 of other quantities or kinds");
    }

    @Test
    void show_feedThatDeliversNothing_tellsWhy() throws Exception {
        shell.gateway.with(
                Journal.class, new Fakes.MemoryJournal(List.of(contribution(1, Trust.UNKNOWN, true, "temperature"))));
        shell.run("feed", "create", "air");

        assertThat(shell.run("feed", "show", "air").out())
                .contains("Of the newest 1 contributions it takes 0.")
                .contains("not 1 of less trust than 1 → let the devices sign in (headgate device credential add NAME)");
    }

    @Test
    void list_feeds_areAlignedUnderTheirHeadings() {
        shell.run("feed", "create", "a");
        shell.run("feed", "create", "greenhouse", "--window", "10m");

        assertThat(shell.run("feed", "list").out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("FEED        VERSION  RECORDS  LAST "),
                        line -> assertThat(line)
                                .startsWith("a                 1        7  2026-05-28T22:26:40+02:00  records"),
                        line -> assertThat(line)
                                .startsWith("greenhouse        1        7")
                                .contains("windows of 600 s"));
    }

    @Test
    void listJson_feed_hasItsOffer() {
        shell.run("feed", "create", "a");

        assertThat(shell.run("feed", "list", "--json").out())
                .startsWith("[{\"id\":\"a\"")
                .contains("\"offer\":{\"v\":1}");
    }

    @Test
    void remove_unknown_saysWhereToLook() {
        Shell.Result result = shell.run("feed", "remove", "nope");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no feed 'nope'").contains("→ headgate feed list");
    }

    @Test
    void list_feedsBundleAbsent_namesTheFeature() {
        shell.gateway.services.clear();

        Shell.Result result = shell.run("feed", "list");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("the bundle feeds").contains("feature 'sell'");
    }

    @Test
    void feed_withoutAWordMore_isWrongUsage() {
        Shell.Result result = shell.run("feed");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("list, create, show, remove").contains("headgate feed --help");
    }

    private static Contribution contribution(long sequence, Trust trust, boolean adopted, String quantity)
            throws Exception {
        SenmlPack pack = SenmlPack.of(
                List.of(new SenmlRecord(DEVICE + ":" + quantity, null, new SenmlValue.Num(1), Fakes.NOW / 1000.0)));
        return new Contribution(sequence, Fakes.NOW, Kind.MEASUREMENT, trust, pack.toCbor(), DEVICE, adopted);
    }

    @Test
    void create_prices_areExactMillionths() {
        Shell.Result result = shell.run(
                "feed",
                "create",
                "air",
                "--pass-price",
                "2.50",
                "--pass-for",
                "30d",
                "--record-price",
                "0.0001",
                "--kilobyte-price",
                "0.000003",
                "--history-price",
                "0.00002");

        assertThat(result.code()).isZero();
        assertThat(feeds.feeds.get("air").definition().tariff())
                .isEqualTo(new Tariff(2_500_000, 2_592_000, 100, 3, 20));
        assertThat(result.out())
                .contains("2.50 dollars a pass of 30 d; 0.0001 dollars a record; 0.000003 dollars each 1,024 bytes")
                .contains("set market.network in conf/market.cfg");
        assertThat(shell.run("feed", "show", "air").out()).contains("2.50 dollars a pass of 30 d");
    }

    @Test
    void create_wrongPrices_sayWhatIsAllowed() {
        for (String price : List.of("-1", "1e3", "0.0000001", "1,50", "$2", "1234567890", "2.", ".5", "NaN")) {
            Shell.Result result = shell.run("feed", "create", "air", "--record-price=" + price);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("--record-price").contains("for example 2.50 or 0.0001");
        }
        assertThat(shell.run("feed", "create", "air", "--pass-price", "1").err())
                .contains("--pass-for");
        assertThat(shell.run("feed", "create", "air", "--pass-for", "1d").err()).contains("--pass-price");
        assertThat(feeds.feeds).isEmpty();
    }
}
