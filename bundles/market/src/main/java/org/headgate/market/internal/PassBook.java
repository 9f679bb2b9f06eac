package org.headgate.market.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.market.internal.Ledger.Range;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** All passes, in memory and on disk. A change is synced with its ledger row before it is seen in memory. */
final class PassBook {
    private final Database database;
    private final Totals totals;
    private final Consumer<StoredPass> changed;
    private final Map<String, StoredPass> passes = new ConcurrentHashMap<>();

    private record Change(@Nullable StoredPass pass, List<Movement> movements) {
        static final Change NONE = new Change(null, List.of());
    }

    /** @param changed told of each pass that is new or different, once it is synced, on the writer's thread */
    PassBook(Database database, Totals totals, Consumer<StoredPass> changed) {
        this.database = database;
        this.totals = totals;
        this.changed = changed;
    }

    /** Blocks. */
    void open() throws StoreUnavailable {
        database.<List<StoredPass>>read(PassTable::all).forEach(pass -> passes.put(pass.id(), pass));
    }

    @Nullable
    StoredPass find(String id) {
        return passes.get(id);
    }

    Collection<StoredPass> all() {
        return passes.values();
    }

    int size() {
        return passes.size();
    }

    CompletionStage<StoredPass> grant(StoredPass pass) {
        Movement movement = Movement.of(
                pass.from(), "grant", "grant:" + pass.id(), pass, pass.until() - pass.from(), "by the operator");
        return database.<StoredPass>write(connection -> {
                    Ledger.add(connection, movement);
                    PassTable.insert(connection, pass);
                    return pass;
                })
                .thenApply(kept -> see(kept, List.of(movement)));
    }

    /** The pass that was paid for; of a payment that has its pass already, that one. Null where that is forgotten. */
    CompletionStage<@Nullable StoredPass> sell(SaleRow sale, StoredPass pass, String transaction) {
        Movement movement = new Movement(
                pass.from(),
                "sale",
                "sale:" + pass.id(),
                pass.id(),
                pass.feed(),
                pass.buyer(),
                Asset.token(sale.network(), sale.asset()),
                sale.amount(),
                pass.until() - pass.from(),
                null,
                transaction);
        return database.<Change>write(connection -> {
                    SaleRow before = SaleTable.find(connection, sale.id());
                    if (before != null && before.done()) {
                        return new Change(PassTable.find(connection, sale.id()), List.of());
                    }
                    if (before == null) {
                        SaleTable.insert(connection, sale);
                    }
                    SaleTable.done(connection, sale.id(), pass.from(), transaction);
                    Ledger.add(connection, movement);
                    PassTable.insert(connection, pass);
                    return new Change(pass, List.of(movement));
                })
                .thenApply(this::see);
    }

    /** The range of the past that was paid for, as it stands in the books: of a payment that is done already, that one. */
    CompletionStage<SaleRow> sellHistory(SaleRow sale, HistoryRange range, long now, String transaction) {
        Movement movement = new Movement(
                now,
                "sale",
                "sale:" + sale.id(),
                sale.id(),
                sale.feed(),
                sale.payer().toString(),
                Asset.token(sale.network(), sale.asset()),
                sale.amount(),
                sale.seconds() * 1_000,
                new Range(range.from(), range.to()),
                transaction);
        record Sold(SaleRow row, List<Movement> movements) {}
        return database.<Sold>write(connection -> {
                    SaleRow before = SaleTable.find(connection, sale.id());
                    if (before != null && before.done()) {
                        return new Sold(before, List.of());
                    }
                    if (before == null) {
                        SaleTable.insert(connection, sale);
                    }
                    SaleTable.done(connection, sale.id(), now, transaction);
                    Ledger.add(connection, movement);
                    return new Sold(sale.done(now, transaction), List.of(movement));
                })
                .thenApply(sold -> {
                    totals.add(sold.movements());
                    return sold.row();
                });
    }

    /** False where it has ended or is not known. */
    CompletionStage<Boolean> revoke(String id, long now, String reason) {
        return database.<Change>write(connection -> {
                    StoredPass pass = PassTable.find(connection, id);
                    if (pass == null || !pass.active(now)) {
                        return Change.NONE;
                    }
                    Movement movement = Movement.of(now, "revoke", "revoke:" + id, pass, now - pass.until(), reason);
                    Ledger.add(connection, movement);
                    PassTable.revoke(connection, id, now, reason);
                    return new Change(PassTable.find(connection, id), List.of(movement));
                })
                .thenApply(change -> see(change) != null);
    }

    /**
     * Notes a gap, and extends the pass by the time that its parts stand for. Reads the disk on a thread of the common pool.
     *
     * @param worth how many milliseconds of the pass a part of the gap stands for
     */
    CompletionStage<Void> gap(StoredPass pass, Range range, long now, String reason, ToLongFunction<Range> worth) {
        return CompletableFuture.supplyAsync(() -> open(pass.id(), range))
                .thenCompose(open -> open.isEmpty()
                        ? CompletableFuture.completedFuture(true)
                        : note(
                                pass,
                                range,
                                open,
                                now,
                                reason,
                                open.stream().map(worth::applyAsLong).toList()))
                .thenCompose(
                        done -> done ? CompletableFuture.completedFuture(null) : gap(pass, range, now, reason, worth));
    }

    /** Forgets passes that ended before {@code passesBefore} and ledger rows older than {@code ledgerBefore}. */
    CompletionStage<Integer> prune(long passesBefore, long ledgerBefore) {
        record Pruned(int passes, List<Totals.Row> totals) {}
        return database.<Pruned>write(connection -> {
                    List<Totals.Row> old = Ledger.prune(connection, ledgerBefore);
                    int gone = PassTable.prune(connection, passesBefore);
                    SaleTable.prune(connection, passesBefore);
                    return new Pruned(gone, old);
                })
                .thenApply(pruned -> {
                    totals.forget(pruned.totals());
                    passes.values()
                            .removeIf(pass ->
                                    pass.until() < passesBefore || pass.revoked() && pass.revokedAt() < passesBefore);
                    return pruned.passes();
                });
    }

    private List<Range> open(String id, Range range) {
        try {
            return database.read(connection -> Ledger.uncovered(connection, id, range));
        } catch (StoreUnavailable e) {
            throw new java.util.concurrent.CompletionException(e);
        }
    }

    /** False where another gap of the pass was noted meanwhile, so that the parts are to be found again. */
    private CompletionStage<Boolean> note(
            StoredPass pass, Range range, List<Range> open, long now, String reason, List<Long> worth) {
        return database.<Change>write(connection -> {
                    if (!Ledger.uncovered(connection, pass.id(), range).equals(open)) {
                        return Change.NONE;
                    }
                    List<Movement> movements = new ArrayList<>();
                    long sum = 0;
                    for (int i = 0; i < open.size(); i++) {
                        Range part = open.get(i);
                        String key = "gap:" + pass.id() + ":" + part.from() + "-" + part.to();
                        sum += worth.get(i);
                        Movement movement = Movement.of(now, "gap", key, pass, worth.get(i), part, reason);
                        Ledger.add(connection, movement);
                        movements.add(movement);
                    }
                    PassTable.extend(connection, pass.id(), sum);
                    return new Change(PassTable.find(connection, pass.id()), movements);
                })
                .thenApply(noted -> {
                    see(noted);
                    return noted != Change.NONE;
                });
    }

    private @Nullable StoredPass see(Change change) {
        StoredPass pass = change.pass();
        return pass == null ? null : see(pass, change.movements());
    }

    private StoredPass see(StoredPass pass, List<Movement> movements) {
        totals.add(movements);
        passes.put(pass.id(), pass);
        changed.accept(pass);
        return pass;
    }
}
