package org.headgate.market.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.market.Accounts;
import org.headgate.api.market.Passes.PassRefused;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The accounts, from sums that are kept with the ledger and channels that are kept in memory: however long the ledger is. */
@Component
public final class MarketAccounts implements Accounts {
    /** 0x and 8 digits. */
    private static final int SHORTEST_ID = 10;

    private final PassMarket market;
    private final X402Sales sales;
    private final Database database;

    @Activate
    public MarketAccounts(@Reference PassMarket market, @Reference X402Sales sales, @Reference Store store) {
        this.market = market;
        this.sales = sales;
        database = store.precious();
    }

    @Override
    public List<Sum> sums(LocalDate from, LocalDate to, Set<By> by) throws BooksUnavailable {
        return read(connection -> AccountTable.sums(connection, from.toEpochDay(), to.toEpochDay(), by));
    }

    @Override
    public List<Receivable> receivables() throws BooksUnavailable {
        Standing standing = sales.standing();
        List<Receivable> all = new ArrayList<>(standing.of(market.channels().all()));
        standing.unsettled().ifPresent(all::add);
        all.addAll(read(AccountTable::pending));
        return all;
    }

    @Override
    public List<Channel> channels(int max, boolean owing) throws BooksUnavailable {
        Standing standing = sales.standing();
        List<StoredChannel> newest = market.channels().all().stream()
                .filter(channel -> !owing || Standing.atRisk(channel).signum() > 0)
                .sorted(Comparator.comparingLong(StoredChannel::usedAt)
                        .reversed()
                        .thenComparing(channel -> channel.id().toString()))
                .limit(Math.max(0, max))
                .toList();
        return read(connection -> {
            List<Channel> channels = new ArrayList<>();
            for (StoredChannel channel : newest) {
                channels.add(told(connection, standing, channel));
            }
            return channels;
        });
    }

    @Override
    public Optional<Channel> channel(String id) throws BooksUnavailable {
        Optional<StoredChannel> channel = find(id.toLowerCase(Locale.ROOT));
        Standing standing = sales.standing();
        return channel.isEmpty()
                ? read(connection -> Optional.empty())
                : Optional.of(read(connection -> told(connection, standing, channel.get())));
    }

    private static Channel told(Connection connection, Standing standing, StoredChannel channel) throws SQLException {
        return standing.of(channel, AccountTable.feeds(connection, channel.id().toString()));
    }

    private Optional<StoredChannel> find(String id) {
        if (id.length() < SHORTEST_ID) {
            return Optional.empty();
        }
        List<StoredChannel> found = market.channels().all().stream()
                .filter(channel -> channel.id().toString().startsWith(id))
                .limit(2)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private <T> T read(Database.Work<T> work) throws BooksUnavailable {
        try {
            market.readable();
            // Where they cannot be written they are read as they are.
            market.channels()
                    .book()
                    .exceptionally(failure -> null)
                    .toCompletableFuture()
                    .join();
            return database.read(work);
        } catch (StoreUnavailable | PassRefused e) {
            throw new BooksUnavailable(String.valueOf(e.getMessage()));
        }
    }
}
