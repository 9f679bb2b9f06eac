package org.headgate.pay.http.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Tariff;
import org.headgate.api.message.Trust;

/** Feeds of these names. */
record TestFeeds(List<String> names, FeedHistory kept) implements Feeds {
    static TestFeeds of(String... names) {
        return new TestFeeds(Stream.of(names).toList(), new TestHistory(0));
    }

    @Override
    public List<FeedState> list() {
        return names.stream().map(TestFeeds::state).toList();
    }

    private static FeedState state(String name) {
        Tariff tariff = new Tariff(TestSales.PRICE, 3600, 0, 0, name.equals("granted") ? 0 : TestSales.HISTORY_PRICE);
        FeedDefinition definition = new FeedDefinition(
                name,
                "Air of " + name,
                1,
                List.of(),
                List.of(),
                List.of(),
                Trust.TRANSPORT,
                List.of(),
                0,
                -1,
                FeedDefinition.Identity.KEEP,
                24,
                60,
                tariff);
        return new FeedState(definition, 1_700_000_000_000L, 0, 0, "{\"v\":1,\"feed\":\"" + name + "\"}");
    }

    @Override
    public Optional<FeedState> find(String id) {
        return list().stream().filter(feed -> feed.definition().id().equals(id)).findFirst();
    }

    @Override
    public Optional<FeedHistory> history(String id) {
        return names.contains(id) ? Optional.of(kept) : Optional.empty();
    }

    @Override
    public String catalog() {
        return "[{\"id\":\"" + String.join("\"},{\"id\":\"", names) + "\"}]";
    }

    @Override
    public CompletionStage<FeedState> put(FeedDefinition definition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> remove(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Span> span(String id, long from, long to) {
        throw new UnsupportedOperationException();
    }
}
