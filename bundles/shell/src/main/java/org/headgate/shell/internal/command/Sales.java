package org.headgate.shell.internal.command;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.api.market.Accounts;
import org.headgate.api.market.Accounts.BooksUnavailable;
import org.headgate.api.market.Accounts.By;
import org.headgate.api.market.Accounts.Entry;
import org.headgate.api.market.Accounts.Receivable;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "sales",
        description = {
            "What was earned, with what and from whom, and what is still outstanding, and why.",
            "Sums are in dollars, days are those of UTC. What is outstanding is told as of now, whatever the days."
        },
        sortOptions = false,
        optionListHeading = "%n",
        footer = {
            "",
            "Example:",
            "  headgate sales --days 30",
            "  headgate sales --by day,feed --from 2026-03-01 --json"
        })
final class Sales extends Command {
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            split = ",",
            defaultValue = "feed",
            description = "What is told apart: feed, day, buyer, or several of them (default: ${DEFAULT-VALUE}).")
    private List<By> by = List.of();

    @Option(names = "--from", paramLabel = "DAY", description = "The first day, for example 2026-03-01.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "The last day (default: today).")
    private @Nullable LocalDate to;

    @Option(names = "--days", paramLabel = "COUNT", description = "Only so many days, today included.")
    private @Nullable Integer days;

    @Option(names = "--json", description = "One line of JSON; sums are millionths of a dollar, gas is in wei.")
    private boolean json;

    Sales(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, BooksUnavailable {
        LocalDate first = first();
        LocalDate last = to == null ? LAST : to;
        if (first.isAfter(last)) {
            throw new Refusal("--from " + first + " is after --to " + last, "give the earlier day first");
        }
        Set<By> apart = EnumSet.copyOf(by);
        Accounts accounts = session.need(Accounts.class);
        List<SalesLine> lines = SalesLine.of(accounts.sums(first, last, apart));
        List<SalesLine> totals = SalesLine.totals(lines);
        List<Receivable> receivables = accounts.receivables();
        if (json) {
            session.out()
                    .println(Json.line(Json.object(
                            "from", first.equals(FIRST) ? null : first.toString(),
                            "to", last.equals(LAST) ? null : last.toString(),
                            "by", apart.stream().map(FeedText::word).toList(),
                            "lines",
                                    lines.stream().map(line -> line.json(apart)).toList(),
                            "totals",
                                    totals.stream()
                                            .map(line -> line.json(Set.of()))
                                            .toList(),
                            "outstanding", receivables.stream().map(Sales::json).toList())));
            return 0;
        }
        if (totals.isEmpty()) {
            session.out()
                    .println("Nothing was sold" + period(first, last) + ". What is for sale: "
                            + session.line("feed list"));
        } else {
            table(lines, apart, totals).lines(session.width()).forEach(session.out()::println);
            totals.forEach(total -> money(total, totals.size() > 1, period(first, last)));
        }
        outstanding(receivables);
        return 0;
    }

    private LocalDate first() throws Refusal {
        Integer count = days;
        if (count == null) {
            return from == null ? FIRST : from;
        }
        if (from != null || to != null) {
            throw new Refusal("--days does not go with --from or --to", "give --days alone, or --from and --to");
        }
        if (count < 1 || count > 36_600) {
            throw new Refusal("--days " + count + " is out of range", "give 1 to 36600; 1 is today");
        }
        return LocalDate.now(ZoneOffset.UTC).minusDays(count - 1L);
    }

    private static String period(LocalDate first, LocalDate last) {
        return (first.equals(FIRST) ? "" : " since " + first) + (last.equals(LAST) ? "" : " up to " + last);
    }

    private static Table table(List<SalesLine> lines, Set<By> by, List<SalesLine> totals) {
        boolean networks = totals.size() > 1;
        boolean flows = !by.contains(By.FEED);
        boolean alone = flows && !by.contains(By.BUYER);
        List<String> headings = new ArrayList<>();
        if (by.contains(By.DAY)) {
            headings.add("DAY");
        }
        if (by.contains(By.FEED)) {
            headings.add("FEED");
        }
        if (by.contains(By.BUYER)) {
            headings.add("BUYER");
        }
        if (networks) {
            headings.add("NETWORK");
        }
        headings.addAll(List.of(">EARNED", ">RECORDS", ">PASSES", ">HISTORY"));
        if (flows) {
            headings.addAll(List.of(">CLAIMED", ">REFUNDED"));
        }
        if (alone) {
            headings.addAll(List.of(">SETTLED", ">GAS (GWEI)"));
        }
        Table table = new Table(headings.toArray(String[]::new));
        lines.stream()
                .filter(line -> flows
                        ? alone || !line.key.buyer().isEmpty()
                        : line.earned().signum() > 0)
                .sorted(Comparator.comparing((SalesLine line) -> String.valueOf(line.key.day()))
                        .thenComparing(Comparator.comparing(SalesLine::earned).reversed()))
                .forEach(line -> table.row(cells(line, by, networks, flows, alone)));
        return table;
    }

    private static Object[] cells(SalesLine line, Set<By> by, boolean networks, boolean flows, boolean alone) {
        List<Object> cells = new ArrayList<>();
        if (by.contains(By.DAY)) {
            cells.add(String.valueOf(line.key.day()));
        }
        if (by.contains(By.FEED)) {
            cells.add(line.key.feed());
        }
        if (by.contains(By.BUYER)) {
            cells.add(line.key.buyer());
        }
        if (networks) {
            cells.add(line.key.network());
        }
        cells.addAll(List.of(
                Money.dollars(line.earned()),
                Money.dollars(line.amount(Entry.RECORDS)),
                line.sold(Entry.PASS),
                line.sold(Entry.HISTORY)));
        if (flows) {
            cells.addAll(
                    List.of(Money.dollars(line.amount(Entry.CLAIMED)), Money.dollars(line.amount(Entry.REFUNDED))));
        }
        if (alone) {
            cells.addAll(List.of(Money.dollars(line.amount(Entry.SETTLED)), Money.gwei(line.amount(Entry.GAS))));
        }
        return cells.toArray();
    }

    private void money(SalesLine total, boolean networks, String period) {
        session.out().println();
        session.out()
                .println("In all" + period + (networks ? " on " + total.key.network() : "") + ": "
                        + Money.dollars(total.earned()) + " dollars earned");
        session.out()
                .println("  charged   " + Money.dollars(total.amount(Entry.RECORDS)) + " for records; claimed "
                        + Money.dollars(total.amount(Entry.CLAIMED)) + ", of that settled "
                        + Money.dollars(total.amount(Entry.SETTLED)));
        session.out()
                .println("  paid      " + total.sold(Entry.PASS) + " for passes, " + total.sold(Entry.HISTORY)
                        + " for ranges of the past: settled with the sale");
        session.out()
                .println("  refunded  " + Money.dollars(total.amount(Entry.REFUNDED))
                        + " of what was paid in and not used");
        session.out().println("  gas       " + Money.gwei(total.amount(Entry.GAS)) + " gwei");
    }

    private void outstanding(List<Receivable> receivables) {
        session.out().println();
        if (receivables.isEmpty()) {
            session.out().println("Nothing is outstanding.");
            return;
        }
        session.out().println("Outstanding now:");
        for (Receivable one : receivables) {
            session.out()
                    .println("  " + Money.dollars(one.amount()) + "  " + one.code()
                            + (one.count() > 1 ? " (" + one.count() + ")" : "") + ": " + one.reason()
                            + (one.due() > 0 ? "; by " + session.times().at(one.due()) : ""));
        }
        session.out().println("From whom: " + session.line("channel list --outstanding"));
    }

    private static Map<String, ?> json(Receivable one) {
        return Json.object(
                "code", one.code(),
                "asset", one.asset(),
                "amount", one.amount().toString(),
                "count", one.count(),
                "reason", one.reason(),
                "due", one.due());
    }
}
