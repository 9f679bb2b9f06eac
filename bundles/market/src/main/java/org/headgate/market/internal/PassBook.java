package org.headgate.market.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.market.internal.Ledger.Range;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** All passes, in memory and on disk. A change is synced with its ledger row before it is seen in memory. */
final class PassBook {
    private final Database database;
    private final Consumer<StoredPass> changed;
    private final Map<String, StoredPass> passes = new ConcurrentHashMap<>();
    private final AtomicLong ledgerRows = new AtomicLong();

    /** @param changed told of each pass that is new or different, once it is synced, on the writer's thread */
    PassBook(Database database, Consumer<StoredPass> changed) {
        this.database = database;
        this.changed = changed;
    }

    /** Blocks. */
    void open() throws StoreUnavailable {
        List<String> steps = new ArrayList<>(PassTable.STEPS);
        steps.addAll(Ledger.STEPS);
        database.prepare("market", steps);
        database.<List<StoredPass>>read(PassTable::all).forEach(pass -> passes.put(pass.id(), pass));
        ledgerRows.set(database.<Long>read(Ledger::count));
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

    long ledgerRows() {
        return ledgerRows.get();
    }

    CompletionStage<StoredPass> grant(StoredPass pass) {
        Movement movement = Movement.of(
                pass.from(), "grant", "grant:" + pass.id(), pass, pass.until() - pass.from(), "by the operator");
        return database.<StoredPass>write(connection -> {
                    Ledger.add(connection, movement);
                    PassTable.insert(connection, pass);
                    return pass;
                })
                .thenApply(kept -> see(kept, 1));
    }

    /** False where it has ended or is not known. */
    CompletionStage<Boolean> revoke(String id, long now, String reason) {
        return database.<@Nullable StoredPass>write(connection -> {
                    StoredPass pass = PassTable.find(connection, id);
                    if (pass == null || !pass.active(now)) {
                        return null;
                    }
                    Ledger.add(
                            connection, Movement.of(now, "revoke", "revoke:" + id, pass, now - pass.until(), reason));
                    PassTable.revoke(connection, id, now, reason);
                    return PassTable.find(connection, id);
                })
                .thenApply(pass -> {
                    if (pass != null) {
                        see(pass, 1);
                    }
                    return pass != null;
                });
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
        return database.<Integer>write(connection -> {
                    ledgerRows.addAndGet(-Ledger.prune(connection, ledgerBefore));
                    return PassTable.prune(connection, passesBefore);
                })
                .thenApply(gone -> {
                    passes.values()
                            .removeIf(pass ->
                                    pass.until() < passesBefore || pass.revoked() && pass.revokedAt() < passesBefore);
                    return gone;
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
        record Noted(boolean done, @Nullable StoredPass pass) {}
        return database.<Noted>write(connection -> {
                    if (!Ledger.uncovered(connection, pass.id(), range).equals(open)) {
                        return new Noted(false, null);
                    }
                    long sum = 0;
                    for (int i = 0; i < open.size(); i++) {
                        Range part = open.get(i);
                        String key = "gap:" + pass.id() + ":" + part.from() + "-" + part.to();
                        sum += worth.get(i);
                        Ledger.add(
                                connection,
                                new Movement(
                                        now,
                                        "gap",
                                        key,
                                        pass.id(),
                                        pass.feed(),
                                        pass.buyer(),
                                        worth.get(i),
                                        part,
                                        reason));
                    }
                    PassTable.extend(connection, pass.id(), sum);
                    return new Noted(true, PassTable.find(connection, pass.id()));
                })
                .thenApply(noted -> {
                    if (noted.pass() != null) {
                        see(noted.pass(), open.size());
                    }
                    return noted.done();
                });
    }

    private StoredPass see(StoredPass pass, int movements) {
        ledgerRows.addAndGet(movements);
        passes.put(pass.id(), pass);
        changed.accept(pass);
        return pass;
    }
}
