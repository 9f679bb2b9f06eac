package org.headgate.shell.internal.command;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.api.market.Accounts.By;
import org.headgate.api.market.Accounts.Entry;
import org.headgate.api.market.Accounts.Sum;
import org.headgate.shell.internal.text.Json;
import org.jspecify.annotations.Nullable;

/** What was earned in one day, of one feed, from one buyer, as far as these are told apart, on one network. */
final class SalesLine {
    final Key key;
    private final Map<Entry, BigInteger> amounts = new EnumMap<>(Entry.class);
    private final Map<Entry, Long> counts = new EnumMap<>(Entry.class);

    record Key(@Nullable LocalDate day, String feed, String buyer, String network) {}

    private SalesLine(Key key) {
        this.key = key;
    }

    /** In the order of the sums. */
    static List<SalesLine> of(List<Sum> sums) {
        Map<Key, SalesLine> lines = new LinkedHashMap<>();
        sums.forEach(sum -> lines.computeIfAbsent(
                        new Key(sum.day(), sum.feed(), sum.buyer(), Money.network(sum.asset())), SalesLine::new)
                .add(sum.entry(), sum.amount(), sum.count()));
        return List.copyOf(lines.values());
    }

    /** One for each network. */
    static List<SalesLine> totals(Collection<SalesLine> lines) {
        Map<String, SalesLine> totals = new LinkedHashMap<>();
        for (SalesLine line : lines) {
            SalesLine total = totals.computeIfAbsent(
                    line.key.network(), network -> new SalesLine(new Key(null, "", "", network)));
            line.amounts.forEach((entry, amount) -> total.add(entry, amount, line.count(entry)));
        }
        return List.copyOf(totals.values());
    }

    private void add(Entry entry, BigInteger amount, long count) {
        amounts.merge(entry, amount, BigInteger::add);
        counts.merge(entry, count, Long::sum);
    }

    BigInteger amount(Entry entry) {
        return amounts.getOrDefault(entry, BigInteger.ZERO);
    }

    long count(Entry entry) {
        return counts.getOrDefault(entry, 0L);
    }

    BigInteger earned() {
        return amount(Entry.RECORDS).add(amount(Entry.PASS)).add(amount(Entry.HISTORY));
    }

    /** For example {@code 2.50 (3)}: the sum, and how many there were. */
    String sold(Entry entry) {
        return Money.dollars(amount(entry)) + " (" + count(entry) + ")";
    }

    Map<String, Object> json(Set<By> by) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (by.contains(By.DAY)) {
            json.put("day", String.valueOf(key.day()));
        }
        if (by.contains(By.FEED)) {
            json.put("feed", key.feed());
        }
        if (by.contains(By.BUYER)) {
            json.put("buyer", key.buyer());
        }
        json.putAll(Json.object(
                "network", key.network(),
                "earned", earned().toString(),
                "records", amount(Entry.RECORDS).toString(),
                "passes", amount(Entry.PASS).toString(),
                "passesSold", count(Entry.PASS),
                "histories", amount(Entry.HISTORY).toString(),
                "historiesSold", count(Entry.HISTORY),
                "claimed", amount(Entry.CLAIMED).toString(),
                "settled", amount(Entry.SETTLED).toString(),
                "refunded", amount(Entry.REFUNDED).toString(),
                "gasWei", amount(Entry.GAS).toString()));
        return json;
    }
}
