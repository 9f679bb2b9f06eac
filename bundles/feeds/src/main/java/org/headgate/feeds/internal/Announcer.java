package org.headgate.feeds.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.headgate.api.batch.Signer;
import org.headgate.api.market.PaymentMeans.Means;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.TopicPublisher;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.jspecify.annotations.Nullable;

/** Keeps catalogue, offers and samples published as retained messages. For one thread, but for {@link #offer}, {@link #catalog} and {@link #again}. */
final class Announcer {
    private static final byte[] NOTHING = new byte[0];

    private final Supplier<@Nullable TopicPublisher> publisher;
    private final Supplier<@Nullable Signer> signer;
    private final Supplier<@Nullable Means> means;
    private final int graceSeconds;
    private final long refreshMillis;
    private final long validMillis;
    private final Map<String, String> offers = new ConcurrentHashMap<>();
    private final Map<String, Integer> published = new HashMap<>();
    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong publications = new AtomicLong();
    private long refreshedAt;
    private volatile String catalog = "[]";
    private volatile boolean due = true;
    private volatile boolean anew = true;

    /** @param refreshMillis at least between two offers of which only what is measured differs */
    Announcer(
            Supplier<@Nullable TopicPublisher> publisher,
            Supplier<@Nullable Signer> signer,
            Supplier<@Nullable Means> means,
            int graceSeconds,
            long refreshMillis,
            long validMillis) {
        this.publisher = publisher;
        this.signer = signer;
        this.means = means;
        this.graceSeconds = graceSeconds;
        this.refreshMillis = refreshMillis;
        this.validMillis = validMillis;
    }

    /** The offer as it was made last. */
    String offer(String feed) {
        return offers.getOrDefault(feed, "{}");
    }

    /** The catalogue as it was made last. */
    String catalog() {
        return catalog;
    }

    /** Feeds, key or publisher have changed. @param forgotten whether what was published may be gone */
    void again(boolean forgotten) {
        due = true;
        anew |= forgotten;
    }

    /** What is retained there is to go, as soon as someone can do it. */
    void withdraw(String topic) {
        withdrawn.add(topic);
        due = true;
    }

    long failures() {
        return failures.get();
    }

    long publications() {
        return publications.get();
    }

    void announce(Iterable<RunningFeed> feeds, Set<String> ids, long now) {
        TopicPublisher door = publisher.get();
        if (due || now - refreshedAt >= refreshMillis || now < refreshedAt) {
            refresh(feeds, ids, now, door);
        }
        if (door != null) {
            feeds.forEach(feed -> feed.sample().take(now).ifPresent(item -> sample(door, feed.id(), item)));
        }
    }

    private void refresh(Iterable<RunningFeed> feeds, Set<String> ids, long now, @Nullable TopicPublisher door) {
        due = false;
        refreshedAt = now;
        if (anew) {
            anew = false;
            published.clear();
        }
        long validUntil = TimeUnit.MILLISECONDS.toSeconds(now + validMillis);
        ArrayNode entries = DefinitionJson.JSON.createArrayNode();
        Map<String, String> made = new HashMap<>();
        for (RunningFeed feed : feeds) {
            Offer.Made offer = Offer.make(feed.feed(), graceSeconds, signer.get(), means.get(), now, validUntil);
            entries.add(offer.entry());
            made.put(feed.id(), offer.text());
        }
        offers.keySet().retainAll(ids);
        ids.forEach(id -> withdrawn.remove(Topics.offer(id)));
        if (door != null) {
            withdrawn.forEach(topic -> clear(door, topic));
        }
        offers.putAll(made);
        made.forEach((id, offer) -> publish(door, Topics.offer(id), offer.getBytes(StandardCharsets.UTF_8)));
        catalog = entries.toString();
        publish(door, Topics.CATALOG, catalog.getBytes(StandardCharsets.UTF_8));
    }

    private void publish(@Nullable TopicPublisher door, String topic, byte[] payload) {
        int hash = java.util.Arrays.hashCode(payload);
        if (door == null || Integer.valueOf(hash).equals(published.get(topic))) {
            return;
        }
        published.put(topic, hash);
        send(door, new Publication(topic, payload, Proofs.JSON, true, List.of()));
    }

    private void clear(TopicPublisher door, String topic) {
        published.remove(topic);
        send(door, new Publication(topic, NOTHING, Proofs.JSON, true, List.of()))
                .thenRun(() -> withdrawn.remove(topic));
    }

    private void sample(TopicPublisher door, String feed, Item item) {
        send(door, new Publication(Topics.sample(feed), item.payload(), item.contentType(), true, item.properties()));
    }

    private CompletionStage<Void> send(TopicPublisher door, Publication publication) {
        publications.incrementAndGet();
        return door.publish(publication).whenComplete((done, failure) -> {
            if (failure != null) {
                failures.incrementAndGet();
                again(true);
            }
        });
    }
}
