package org.headgate.coverage.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** What is to go into the journal: kept with what it follows from, handed to intake, and deleted once it is stored. A second handing in is recognised there. For one thread. */
final class Outbox {
    private static final int PAGE = 128;
    private static final int ORIGIN_SECONDS = 86_400;
    private static final long PATIENCE_SECONDS = 20;
    private static final int ROW_BYTES = 120;

    private final Database database;
    private final Supplier<@Nullable Intake> intake;
    private final long mostBytes;
    private volatile long published;
    private volatile long dropped;
    private volatile long setAside;
    private volatile long bytes;

    /** @param mostBytes on disk; the oldest go first */
    Outbox(Database database, Supplier<@Nullable Intake> intake, long mostBytes) {
        this.database = database;
        this.intake = intake;
        this.mostBytes = mostBytes;
    }

    /** For the status. @param setAside what intake put into quarantine or left waiting */
    record State(long published, long dropped, long setAside, long bytes) {}

    State state() {
        return new State(published, dropped, setAside, bytes);
    }

    void open() throws StoreUnavailable {
        bytes = database.<Long>read(Outbox::weigh);
    }

    /** In the transaction of what it follows from. */
    void add(Connection connection, List<Publication> publications) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO coverage_told(address, trust, told_at, payload) VALUES (?, ?, ?, ?)")) {
            for (Publication one : publications) {
                insert.setString(1, one.address());
                insert.setInt(2, one.trust());
                insert.setLong(3, one.toldAt());
                insert.setBytes(4, one.payload());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    void added(List<Publication> publications) {
        bytes += weight(publications);
    }

    private static long weight(List<Publication> publications) {
        long weight = 0;
        for (Publication one : publications) {
            weight += one.payload().length + ROW_BYTES;
        }
        return weight;
    }

    /** Hands in what there is, as far as intake takes it. Blocks. */
    void flush() throws StoreUnavailable {
        if (bytes == 0) {
            return;
        }
        Intake open = intake.get();
        boolean taken = open != null;
        while (taken) {
            List<Publication> page = database.<List<Publication>>read(connection -> page(connection, PAGE));
            if (page.isEmpty()) {
                break;
            }
            int stored = hand(Objects.requireNonNull(open), page);
            delete(page.subList(0, stored));
            taken = stored == page.size();
        }
        while (bytes > mostBytes) {
            List<Publication> oldest = database.<List<Publication>>read(connection -> page(connection, PAGE));
            delete(oldest);
            dropped += oldest.size();
        }
    }

    /** How many of them, from the first on, need not be kept any longer. */
    private int hand(Intake open, List<Publication> page) {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>(page.size());
        for (Publication one : page) {
            outcomes.add(open.accept(message(one)).toCompletableFuture());
        }
        int stored = 0;
        for (CompletableFuture<Outcome> outcome : outcomes) {
            if (!stored(outcome)) {
                return stored;
            }
            stored++;
        }
        return stored;
    }

    private boolean stored(CompletableFuture<Outcome> pending) {
        try {
            Outcome outcome = pending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (outcome instanceof Outcome.Refused) {
                return false;
            }
            if (outcome instanceof Outcome.Stored) {
                published++;
            } else if (!(outcome instanceof Outcome.Duplicate)) {
                setAside++;
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static Message message(Publication one) {
        return new Message(
                CoverageProfile.ID,
                CoverageComponent.NAME,
                one.address(),
                "",
                Trust.of(one.trust()),
                "application/json",
                one.payload(),
                one.toldAt(),
                new Origin(one.key(), ORIGIN_SECONDS, true));
    }

    private void delete(List<Publication> gone) throws StoreUnavailable {
        if (gone.isEmpty()) {
            return;
        }
        long through = gone.get(gone.size() - 1).id();
        try {
            database.<Integer>write(connection -> deleteThrough(connection, through))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new StoreUnavailable(
                    "coverage_not_saved", "what was published cannot be deleted: " + e.getCause(), e);
        }
        bytes -= weight(gone);
    }

    private static int deleteThrough(Connection connection, long id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM coverage_told WHERE id <= ?")) {
            delete.setLong(1, id);
            return delete.executeUpdate();
        }
    }

    private static List<Publication> page(Connection connection, int max) throws SQLException {
        List<Publication> page = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT id, address, trust, told_at, payload FROM coverage_told ORDER BY id LIMIT ?")) {
            query.setInt(1, max);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    page.add(new Publication(
                            row.getLong(1), row.getString(2), row.getInt(3), row.getLong(4), row.getBytes(5)));
                }
            }
        }
        return page;
    }

    private static Long weigh(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT COALESCE(SUM(OCTET_LENGTH(payload)), 0) + COUNT(*) * "
                                + ROW_BYTES + " FROM coverage_told");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
