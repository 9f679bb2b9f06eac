package org.headgate.market.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.market.internal.ChannelRows.Asked;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** All channels, in memory and on disk. What is decided on is what stands on disk, on the writer's thread; what is seen in memory follows the sync. */
final class ChannelBook {
    private final Database database;
    private final Totals totals;
    private final Map<Hash, StoredChannel> channels = new ConcurrentHashMap<>();
    private final Map<String, Hash> byBuyer = new ConcurrentHashMap<>();
    private final ChannelRows rows = new ChannelRows();

    /** @param movements which are in the ledger now @param answer for who asked */
    record Change<T>(@Nullable StoredChannel channel, List<Movement> movements, T answer) {}

    private record Pruned(List<Hash> gone, List<Movement> booked) {}

    /** What is to be changed, given a channel as it is on disk. The channel that it gives is written in the same transaction. */
    @FunctionalInterface
    interface Step<T> {
        Change<T> run(java.sql.Connection connection, @Nullable StoredChannel channel) throws java.sql.SQLException;
    }

    ChannelBook(Database database, Totals totals) {
        this.database = database;
        this.totals = totals;
    }

    /** Books what was charged when the gateway ended. Blocks. */
    void open() throws StoreUnavailable {
        try {
            book().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreUnavailable broken) {
                throw broken;
            }
            throw e;
        }
        Map<Hash, StoredChannel> read = new HashMap<>();
        database.<List<StoredChannel>>read(ChannelTable::all).forEach(channel -> read.put(channel.id(), channel));
        channels.keySet().retainAll(read.keySet());
        read.values().forEach(this::see);
    }

    @Nullable
    StoredChannel find(Hash id) {
        return channels.get(id);
    }

    /** That which the buyer signs vouchers for, by his address; of several the one that was used last. */
    @Nullable
    StoredChannel of(String buyer) {
        Hash id = byBuyer.get(buyer);
        return id == null ? null : channels.get(id);
    }

    Collection<StoredChannel> all() {
        return channels.values();
    }

    int size() {
        return channels.size();
    }

    /** Runs on the writer's thread; the stage completes once it is synced. */
    <T> CompletionStage<Change<T>> change(Hash id, Step<T> step) {
        CompletableFuture<Change<T>> changed = new CompletableFuture<>();
        database.<Change<T>>write(connection -> rows.change(connection, id, step), (change, failure) -> {
            // Before any later change: memory never goes back behind one.
            if (change != null) {
                see(change);
                changed.complete(change);
            } else {
                rows.forget();
                changed.completeExceptionally(Objects.requireNonNull(failure));
            }
        });
        return changed;
    }

    /** Charges records to channels, in one commit: for each what is paid of them. Completes once that is synced. */
    CompletionStage<List<List<Charge>>> charge(List<Asked> asked) {
        CompletableFuture<List<List<Charge>>> charged = new CompletableFuture<>();
        database.<List<Change<List<Charge>>>>write(connection -> rows.charge(connection, asked), (changes, failure) -> {
            if (changes != null) {
                changes.forEach(this::see);
                charged.complete(changes.subList(0, asked.size()).stream()
                        .map(Change::answer)
                        .toList());
            } else {
                rows.forget();
                charged.completeExceptionally(Objects.requireNonNull(failure));
            }
        });
        return charged;
    }

    /** Brings the ledger's rows and sums up to what is charged: what is charged stands in {@link ChargeLog} first. */
    CompletionStage<Void> book() {
        CompletableFuture<Void> booked = new CompletableFuture<>();
        database.<List<Movement>>write(rows::book, (movements, failure) -> {
            if (movements != null) {
                totals.add(movements);
                booked.complete(null);
            } else {
                rows.forget();
                booked.completeExceptionally(Objects.requireNonNull(failure));
            }
        });
        return booked;
    }

    /**
     * Forgets channels that hold nothing, of which all that was charged is claimed, and that were not used since. Should one be filled again, it is found with all that was claimed as charged: no
     * voucher up to there buys again. Completes with how many they were.
     */
    CompletionStage<Integer> prune(long before) {
        CompletableFuture<Integer> pruned = new CompletableFuture<>();
        database.<Pruned>write(
                connection -> {
                    List<Movement> booked = rows.book(connection);
                    List<Hash> gone = ChannelTable.prune(connection, before);
                    rows.remove(gone);
                    return new Pruned(gone, booked);
                },
                (done, failure) -> {
                    if (done != null) {
                        totals.add(done.booked);
                        done.gone.forEach(this::forget);
                        pruned.complete(done.gone.size());
                    } else {
                        rows.forget();
                        pruned.completeExceptionally(Objects.requireNonNull(failure));
                    }
                });
        return pruned;
    }

    /** Notes movements that change no channel. */
    CompletionStage<List<Movement>> note(Movement movement) {
        return database.<List<Movement>>write(
                        connection -> Ledger.add(connection, movement) ? List.of(movement) : List.of())
                .thenApply(noted -> {
                    totals.add(noted);
                    return noted;
                });
    }

    /** For a {@link Step}. */
    ChargedUpTo chargedUpTo() {
        return rows.upTo();
    }

    private void see(Change<?> change) {
        totals.add(change.movements());
        StoredChannel channel = change.channel();
        if (channel != null) {
            see(channel);
        }
    }

    private void forget(Hash id) {
        channels.remove(id);
        byBuyer.values().remove(id);
    }

    private void see(StoredChannel channel) {
        channels.put(channel.id(), channel);
        // Anybody can name another as payer. Who signs is known by his signature.
        byBuyer.merge(channel.config().voucherSigner().toString(), channel.id(), (old, next) -> {
            StoredChannel before = channels.get(old);
            return before == null || before.usedAt() <= channel.usedAt() ? next : old;
        });
    }
}
