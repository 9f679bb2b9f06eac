package org.headgate.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.market.Accounts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesTest {
    private static final String USDC = "eip155:8453/erc20:0x833589fcd6edb6e08f4c7c32d4f71b54bda02913";
    private static final String ID = "0x93d0c4a1b2" + "0".repeat(56);
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @TempDir
    Path folder;

    private Shell shell;
    private final MemoryAccounts accounts = new MemoryAccounts();

    @BeforeEach
    void start() {
        shell = new Shell(folder);
        shell.gateway.with(Accounts.class, accounts);
    }

    @Test
    void sales_byFeed_tellsWhatWasEarnedWithWhatAndWhatIsOutstanding() {
        sell();
        accounts.receivables.add(new Accounts.Receivable(
                "claim_waits", USDC, BigInteger.valueOf(123_000), 2, "claimed at 5 dollars", Fakes.NOW));

        Shell.Result result = shell.run("sales");

        assertThat(result.code()).isZero();
        assertThat(accounts.by).containsExactly(Accounts.By.FEED);
        assertThat(result.out().lines())
                .containsExactly(
                        "FEED        EARNED  RECORDS    PASSES    HISTORY",
                        "greenhouse   5.623    0.623  5.00 (2)   0.00 (0)",
                        "yard         0.001     0.00  0.00 (0)  0.001 (1)",
                        "",
                        "In all: 5.624 dollars earned",
                        "  charged   0.623 for records; claimed 0.50, of that settled 0.40",
                        "  paid      5.00 (2) for passes, 0.001 (1) for ranges of the past: settled with the sale",
                        "  refunded  0.00 of what was paid in and not used",
                        "  gas       2 gwei",
                        "",
                        "Outstanding now:",
                        "  0.123  claim_waits (2): claimed at 5 dollars; by 2026-05-28T22:26:40+02:00",
                        "From whom: headgate channel list --outstanding");
    }

    @Test
    void sales_byDay_tellsWhatWasClaimedSettledAndSpent() {
        accounts.add(DAY, "", "", Accounts.Entry.RECORDS, USDC, 623_000, 3);
        accounts.add(DAY.plusDays(1), "", "", Accounts.Entry.CLAIMED, USDC, 500_000, 1);
        accounts.add(DAY.plusDays(1), "", "", Accounts.Entry.GAS, "eip155:8453/native", 1_500_000_000, 1);

        assertThat(shell.run("sales", "--by", "day").out().lines())
                .startsWith(
                        "DAY         EARNED  RECORDS    PASSES   HISTORY  CLAIMED  REFUNDED  SETTLED  GAS (GWEI)",
                        "2026-03-01   0.623    0.623  0.00 (0)  0.00 (0)     0.00      0.00     0.00           0",
                        "2026-03-02    0.00     0.00  0.00 (0)  0.00 (0)     0.50      0.00     0.00         1.5");
    }

    @Test
    void sales_json_hasLinesTotalsAndWhatIsOutstanding() throws Exception {
        sell();
        accounts.receivables.add(new Accounts.Receivable("uncovered", USDC, BigInteger.ONE, 1, "taken out before", 0));

        JsonNode json = new ObjectMapper()
                .readTree(shell.run("sales", "--by", "feed,buyer", "--from", "2026-03-01", "--json")
                        .out());

        assertThat(accounts.from).isEqualTo(DAY);
        assertThat(json.path("from").asText()).isEqualTo("2026-03-01");
        assertThat(json.path("to").isNull()).isTrue();
        assertThat(json.path("by")).extracting(JsonNode::asText).containsExactly("feed", "buyer");
        assertThat(json.at("/lines/1/feed").asText()).isEqualTo("greenhouse");
        assertThat(json.at("/lines/1/passesSold").asLong()).isEqualTo(2);
        assertThat(json.at("/totals/0/earned").asText()).isEqualTo("5624000");
        assertThat(json.at("/totals/0/settled").asText()).isEqualTo("400000");
        assertThat(json.at("/outstanding/0/code").asText()).isEqualTo("uncovered");
    }

    @Test
    void sales_nothing_saysWhatIsForSale() {
        assertThat(shell.run("sales", "--to", "2026-03-01").out())
                .isEqualTo(
                        "Nothing was sold up to 2026-03-01. What is for sale: headgate feed list\n\nNothing is outstanding.\n");
    }

    @Test
    void sales_days_countBackFromToday() {
        shell.run("sales", "--days", "30");
        LocalDate thirty = accounts.from;
        shell.run("sales", "--days", "1");

        assertThat(thirty).isBetween(accounts.from.minusDays(30), accounts.from.minusDays(29));
        assertThat(accounts.to).isAfterOrEqualTo(accounts.from);
    }

    @Test
    void sales_daysThatAreNone_areRefusedWithWhatToDo() {
        assertThat(shell.run("sales", "--days", "0").err()).contains("1 to 36600");
        assertThat(shell.run("sales", "--days", "2", "--from", "2026-03-01").err())
                .contains("give --days alone");
        assertThat(shell.run("sales", "--from", "2026-03-02", "--to", "2026-03-01")
                        .err())
                .contains("--from 2026-03-02 is after --to 2026-03-01");
        Shell.Result wrong = shell.run("sales", "--from", "yesterday");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("'yesterday' is not a day: write it like 2026-03-01");
        assertThat(shell.run("sales", "--by", "device").err()).contains("'device' is none of day, feed, buyer");
    }

    @Test
    void sales_booksThatCannotBeRead_saySo() {
        accounts.broken = true;

        Shell.Result result = shell.run("sales");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("the disk is full (books_unavailable)");
        assertThat(new Shell(folder).run("channel", "list").err()).contains("needs the bundle market");
    }

    @Test
    void channels_areListedWithWhatIsAtRisk() throws Exception {
        assertThat(shell.run("channel", "list").out()).contains("No channels.").contains("--record-price");
        accounts.channels.add(channel("withdrawing", "its payer can take 1.00 back at the deadline"));

        assertThat(shell.run("channel", "list").out().lines())
                .startsWith(
                        "CHANNEL       PAYER  FEEDS             DEPOSITED  SIGNED  CHARGED  CLAIMED  AT RISK  STATE        REASON",
                        "0x93d0c4a1b2  0xaa   greenhouse, yard       2.00    0.75     0.50     0.10     0.40  withdrawing  its payer can take 1.00 back at the deadline");
        JsonNode json = new ObjectMapper()
                .readTree(shell.run("channel", "list", "--outstanding", "--max", "7", "--json")
                        .out());
        assertThat(json.at("/0/id").asText()).isEqualTo(ID);
        assertThat(json.at("/0/atRisk").asText()).isEqualTo("400000");
        assertThat(accounts.max).isEqualTo(7);
        assertThat(accounts.owing).isTrue();
    }

    @Test
    void channel_isShownWithItsDeadlineAndItsVoucher() {
        accounts.channels.add(channel("withdrawing", "its payer can take 1.00 back at the deadline"));

        assertThat(shell.run("channel", "show", "0x93d0c4a1b2").out().lines())
                .startsWith("Channel " + ID + ": withdrawing, its payer can take 1.00 back at the deadline")
                .contains(
                        "  deadline       2026-05-28T22:26:40+02:00",
                        "  voucher        0x1c",
                        "  at risk        0.40, until it is claimed");
        assertThat(shell.run("channel", "show", ID, "--json").out()).contains("\"signer\":\"0xbb\"");
        Shell.Result unknown = shell.run("channel", "show", "0x77");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("no channel '0x77'").contains("headgate channel list");
    }

    private void sell() {
        accounts.add(null, "yard", "", Accounts.Entry.HISTORY, USDC, 1_000, 1);
        accounts.add(null, "greenhouse", "", Accounts.Entry.RECORDS, USDC, 623_000, 3);
        accounts.add(null, "greenhouse", "", Accounts.Entry.PASS, USDC, 5_000_000, 2);
        accounts.add(null, "", "", Accounts.Entry.CLAIMED, USDC, 500_000, 1);
        accounts.add(null, "", "", Accounts.Entry.SETTLED, USDC, 400_000, 1);
        accounts.add(null, "", "", Accounts.Entry.GAS, "eip155:8453/native", 2_000_000_000, 1);
    }

    private static Accounts.Channel channel(String state, String reason) {
        return new Accounts.Channel(
                ID,
                USDC,
                "0xaa",
                "0xbb",
                List.of("greenhouse", "yard"),
                BigInteger.valueOf(2_000_000),
                BigInteger.valueOf(500_000),
                BigInteger.valueOf(750_000),
                BigInteger.valueOf(100_000),
                BigInteger.valueOf(400_000),
                state,
                reason,
                Fakes.NOW,
                Fakes.NOW,
                Fakes.NOW,
                "0x1c");
    }

    private static final class MemoryAccounts implements Accounts {
        final List<Sum> sums = new ArrayList<>();
        final List<Receivable> receivables = new ArrayList<>();
        final List<Channel> channels = new ArrayList<>();
        boolean broken;
        LocalDate from = DAY;
        LocalDate to = DAY;
        Set<By> by = EnumSet.noneOf(By.class);
        int max;
        boolean owing;

        void add(LocalDate day, String feed, String buyer, Entry entry, String asset, long amount, long count) {
            sums.add(new Sum(day, feed, buyer, entry, asset, BigInteger.valueOf(amount), count));
        }

        @Override
        public List<Sum> sums(LocalDate first, LocalDate last, Set<By> apart) throws BooksUnavailable {
            if (broken) {
                throw new BooksUnavailable("the disk is full");
            }
            from = first;
            to = last;
            by = apart;
            return List.copyOf(sums);
        }

        @Override
        public List<Receivable> receivables() {
            return List.copyOf(receivables);
        }

        @Override
        public List<Channel> channels(int most, boolean only) {
            max = most;
            owing = only;
            return List.copyOf(channels);
        }

        @Override
        public Optional<Channel> channel(String id) {
            return channels.stream().filter(one -> one.id().startsWith(id)).findFirst();
        }
    }
}
