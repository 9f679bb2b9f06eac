package org.headgate.feeds.internal;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.api.topic.DurableTopicsListener;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.store.internal.H2Store;

/** Feeds on real databases, with a journal in memory that outlives them. */
final class Gateway implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    final MemoryJournal journal = new MemoryJournal();
    final MemoryBatches batches = new MemoryBatches(journal);
    final AtomicLong now = new AtomicLong(1_700_000_040_000L);
    final Map<String, Publication> retained = new ConcurrentHashMap<>();
    final AtomicInteger advanced = new AtomicInteger();
    final AtomicInteger topicsChanged = new AtomicInteger();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Path data;
    private final TestConfig config;
    H2Store store;
    GatewayFeeds feeds;

    Gateway(Path data) throws Exception {
        this(data, TestConfig.DEFAULT);
    }

    Gateway(Path data, TestConfig config) throws Exception {
        this.data = data;
        this.config = config;
        start();
    }

    void start() throws Exception {
        store = H2Store.open(data);
        feeds = new GatewayFeeds(journal, store, scheduler, config, now::get);
        feeds.bindListener(new DurableTopicsListener() {
            @Override
            public void advanced() {
                advanced.incrementAndGet();
            }

            @Override
            public void topicsChanged() {
                topicsChanged.incrementAndGet();
            }
        });
        feeds.bindBatches(batches);
        feeds.bindSigner(batches);
        feeds.bindPublisher(publication -> {
            if (publication.payload().length == 0) {
                retained.remove(publication.topic());
            } else {
                retained.put(publication.topic(), publication);
            }
            return CompletableFuture.completedFuture(null);
        });
        await().until(() -> feeds.report().metrics().containsKey("feeds.behind"));
    }

    void stop() {
        feeds.close();
        store.close();
    }

    void restart() throws Exception {
        stop();
        start();
    }

    void seal() {
        feeds.sealed(batches.sealAll(now.get()));
    }

    FeedState put(Definitions definition) {
        return put(definition.is());
    }

    FeedState put(FeedDefinition definition) {
        return feeds.put(definition).toCompletableFuture().join();
    }

    DurableTopic topic(String topic) {
        return feeds.topics().get(topic);
    }

    List<Item> all(String topic) throws Exception {
        List<Item> items = new ArrayList<>();
        DurableTopic durable = topic(topic);
        long position = durable.earliest();
        while (position < durable.next()) {
            Page page = durable.read(position, 100);
            items.addAll(page.items());
            position = page.next();
        }
        return items;
    }

    JsonNode json(String topic) {
        try {
            return JSON.readTree(retained.get(topic).payload());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
        scheduler.shutdownNow();
    }
}
