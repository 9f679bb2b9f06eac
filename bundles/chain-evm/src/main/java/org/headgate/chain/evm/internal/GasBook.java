package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/** What gas cost, by day; the copy in memory follows the disk. For the chain's thread; figures are read by any. */
final class GasBook {
    private final TransactionTable table;
    private final LongSupplier clock;
    private volatile Spent spent = new Spent(0, BigInteger.ZERO, BigInteger.ZERO);

    private record Spent(long day, BigInteger today, BigInteger total) {}

    GasBook(TransactionTable table, LongSupplier clock) {
        this.table = table;
        this.clock = clock;
    }

    void load(Connection connection) throws SQLException {
        long day = TransactionTable.day(clock.getAsLong());
        spent = new Spent(day, table.spent(connection, day), table.spent(connection, 0));
    }

    /** In the transaction that notes what came of a transaction. */
    void write(Connection connection, BigInteger cost) throws SQLException {
        table.spend(connection, TransactionTable.day(clock.getAsLong()), cost);
    }

    void add(BigInteger cost) {
        long day = TransactionTable.day(clock.getAsLong());
        spent = new Spent(day, today().add(cost), spent.total.add(cost));
    }

    /** In wei, since midnight UTC. */
    BigInteger today() {
        Spent now = spent;
        return now.day == TransactionTable.day(clock.getAsLong()) ? now.today : BigInteger.ZERO;
    }

    BigInteger total() {
        return spent.total;
    }
}
