package org.headgate.market.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.Network;
import org.jspecify.annotations.Nullable;

/** Payments for passes, on disk. Stages fail with {@link NotForSale} where the books cannot be read or written. */
final class SaleBook {
    private final Database database;

    SaleBook(Database database) {
        this.database = database;
    }

    /** What is known by the same nonce or identifier; null where nothing is. Reads the disk on a thread of the common pool. */
    CompletionStage<@Nullable SaleRow> like(SaleRow sale) {
        return CompletableFuture.<@Nullable SaleRow>supplyAsync(() -> {
            try {
                return database.<@Nullable SaleRow>read(connection -> SaleTable.like(connection, sale));
            } catch (StoreUnavailable e) {
                throw new CompletionException(unavailable(e));
            }
        });
    }

    /** The sale of a range of the past; null where there is none of that id. Reads the disk on a thread of the common pool. */
    CompletionStage<@Nullable SaleRow> history(String id) {
        return CompletableFuture.<@Nullable SaleRow>supplyAsync(() -> {
            try {
                return database.<@Nullable SaleRow>read(connection -> SaleTable.find(connection, id));
            } catch (StoreUnavailable e) {
                throw new CompletionException(unavailable(e));
            }
        });
    }

    /**
     * Notes a payment that is about to be sent; where one like it is known, that one. Where the same payer, who signs with this one, paid for the same before and has not got it, that one: clients that
     * are told to ask again sign anew.
     */
    CompletionStage<SaleRow> begin(SaleRow sale) {
        return told(database.<SaleRow>write(connection -> {
            SaleRow like = SaleTable.like(connection, sale);
            SaleRow known = like == null ? SaleTable.owed(connection, sale) : like;
            if (known != null) {
                return known;
            }
            SaleTable.insert(connection, sale);
            return sale;
        }));
    }

    /** The payer will ask for it again. */
    CompletionStage<Boolean> owe(SaleRow sale) {
        return told(database.<Boolean>write(connection -> SaleTable.owe(connection, sale.id(), true)));
    }

    /** The payer is told what he bought. False where it was not owed any more. */
    CompletionStage<Boolean> give(SaleRow sale) {
        return told(database.<Boolean>write(connection -> SaleTable.owe(connection, sale.id(), false)));
    }

    CompletionStage<SaleRow> drop(SaleRow sale) {
        return told(database.<SaleRow>write(connection -> {
            SaleTable.drop(connection, sale.id());
            return sale;
        }));
    }

    /** Those of one network that have no pass, the oldest first. Blocks. */
    List<SaleRow> open(Network network, int most) throws StoreUnavailable {
        return database.read(connection -> SaleTable.open(connection, network, most));
    }

    static <T> CompletionStage<T> told(CompletionStage<T> stage) {
        return stage.exceptionally(failure -> {
            Throwable cause = Failures.cause(failure);
            throw new CompletionException(cause instanceof StoreUnavailable broken ? unavailable(broken) : cause);
        });
    }

    private static NotForSale unavailable(StoreUnavailable broken) {
        return new NotForSale(
                "books_unavailable",
                "the books cannot be kept now (" + broken.code() + "): " + broken.getMessage()
                        + "; nothing was taken that is not noted: the same payment again goes on");
    }
}
