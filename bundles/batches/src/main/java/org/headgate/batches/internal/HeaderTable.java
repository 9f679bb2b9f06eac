package org.headgate.batches.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.store.ChainMark;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;

/** The chain of headers in the precious database. */
final class HeaderTable implements ChainMark.Table<SignedHeader> {
    private static final List<String> STEPS =
            List.of("""
            CREATE TABLE batches_header (
              number BIGINT PRIMARY KEY, gateway BINARY(20) NOT NULL, previous BINARY(32) NOT NULL, root BINARY(32) NOT NULL,
              first_sequence BIGINT NOT NULL, last_sequence BIGINT NOT NULL, lost BIGINT NOT NULL, sealed_at BIGINT NOT NULL,
              hash BINARY(32) NOT NULL, signature BINARY(65) NOT NULL)""", "CREATE UNIQUE INDEX batches_header_last ON batches_header(last_sequence)");
    private static final String COLUMNS =
            "number, gateway, previous, root, first_sequence, last_sequence, lost, sealed_at, hash, signature";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM batches_header ";
    private static final int PRUNED_AT_ONCE = 256;

    private final Database database;

    HeaderTable(Database database) throws StoreUnavailable {
        this.database = database;
        database.prepare("batches", STEPS);
    }

    @Override
    public void put(SignedHeader signed) throws StoreUnavailable {
        try {
            database.<Boolean>write(connection -> {
                        makeRoom(connection, signed.header());
                        insert(connection, signed);
                        return true;
                    })
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreUnavailable unavailable) {
                throw unavailable;
            }
            throw new StoreUnavailable(
                    "header_not_stored",
                    "the header cannot be stored: " + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    /** Removes headers sealed before {@code sealedBefore} whose contributions are all below {@code sequence}; some at a time. */
    CompletionStage<Integer> prune(long sealedBefore, long sequence) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM batches_header WHERE number IN "
                    + "(SELECT number FROM batches_header ORDER BY number LIMIT " + PRUNED_AT_ONCE + ") "
                    + "AND sealed_at < ? AND last_sequence < ?")) {
                delete.setLong(1, sealedBefore);
                delete.setLong(2, sequence);
                return delete.executeUpdate();
            }
        });
    }

    List<SignedHeader> list(long number, int max) throws StoreUnavailable {
        return query("WHERE number >= ? ORDER BY number LIMIT " + max, number);
    }

    /** The batch that ends at the sequence or next after it. */
    Optional<SignedHeader> endingFrom(long sequence) throws StoreUnavailable {
        return query("WHERE last_sequence >= ? ORDER BY last_sequence LIMIT 1", sequence).stream()
                .findFirst();
    }

    @Override
    public Optional<SignedHeader> find(long number) throws StoreUnavailable {
        return list(number, 1).stream()
                .filter(found -> found.header().number() == number)
                .findFirst();
    }

    @Override
    public Optional<SignedHeader> last() throws StoreUnavailable {
        return query("WHERE number > ? ORDER BY number DESC LIMIT 1", 0).stream()
                .findFirst();
    }

    private List<SignedHeader> query(String condition, long argument) throws StoreUnavailable {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + condition)) {
                select.setLong(1, argument);
                List<SignedHeader> headers = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        headers.add(header(rows));
                    }
                }
                return headers;
            }
        });
    }

    /** Itself, where it came before; else what another branch of the chain left. */
    private static void makeRoom(Connection connection, BatchHeader header) throws SQLException {
        delete(connection, "DELETE FROM batches_header WHERE number >= ?", header.number());
        delete(connection, "DELETE FROM batches_header WHERE last_sequence >= ?", header.firstSequence());
    }

    private static void delete(Connection connection, String statement, long from) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(statement)) {
            delete.setLong(1, from);
            delete.executeUpdate();
        }
    }

    private static void insert(Connection connection, SignedHeader signed) throws SQLException {
        BatchHeader header = signed.header();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO batches_header(" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?)")) {
            insert.setLong(1, header.number());
            insert.setBytes(2, header.gateway().bytes());
            insert.setBytes(3, header.previous().bytes());
            insert.setBytes(4, header.root().bytes());
            insert.setLong(5, header.firstSequence());
            insert.setLong(6, header.lastSequence());
            insert.setLong(7, header.lost());
            insert.setLong(8, header.sealedAt());
            insert.setBytes(9, signed.hash().bytes());
            insert.setBytes(10, signed.signature());
            insert.executeUpdate();
        }
    }

    private static SignedHeader header(ResultSet row) throws SQLException {
        return new SignedHeader(
                new BatchHeader(
                        Address.of(row.getBytes(2)),
                        row.getLong(1),
                        Hash.of(row.getBytes(3)),
                        Hash.of(row.getBytes(4)),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)),
                Hash.of(row.getBytes(9)),
                row.getBytes(10));
    }
}
