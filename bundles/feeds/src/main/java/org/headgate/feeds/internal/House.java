package org.headgate.feeds.internal;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds.FeedRefused;
import org.headgate.api.journal.Journal;
import org.headgate.api.topic.DurableTopic;
import org.headgate.feeds.internal.FeedTable.Kept;
import org.headgate.feeds.internal.FeedTable.Version;
import org.headgate.feeds.internal.RowTable.State;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** The feeds there are, with all that they share. What changes them blocks and is for one thread; what looks is for any. */
final class House {
    private final Journal journal;
    private final Store store;
    private final Limits limits;
    private final Places places;
    private final Supplier<@Nullable Batches> batches;
    private final SealedRanges sealed;
    private final TailCache tailCache;
    private final RowTail rowTail;
    private final ProofCache proofCache;
    private final FeedChain chain;
    private final RowMarks marks;
    private final Map<String, RunningFeed> feeds = new ConcurrentSkipListMap<>();
    private final Map<String, DurableTopic> topics = new ConcurrentHashMap<>();
    private final AtomicLong packsRefused = new AtomicLong();
    private final AtomicLong proofsImpossible = new AtomicLong();
    private volatile int derived;
    private volatile @Nullable Database rows;
    private volatile @Nullable Follower follower;

    /** @param openAggregates over all windows of one feed @param rowBytes over all derived feeds */
    record Limits(
            int feeds,
            long tailBytes,
            long proofBytes,
            int graceSeconds,
            int openAggregates,
            long rowBytes,
            int chainDays) {}

    House(
            Journal journal,
            Store store,
            Limits limits,
            Places places,
            Supplier<@Nullable Batches> batches,
            Supplier<@Nullable Signer> signer) {
        this.journal = journal;
        this.store = store;
        this.limits = limits;
        this.places = places;
        this.batches = batches;
        sealed = new SealedRanges(batches);
        tailCache = new TailCache(limits.tailBytes());
        rowTail = new RowTail(limits.tailBytes());
        proofCache = new ProofCache(limits.proofBytes());
        chain = new FeedChain(store, signer, sealed);
        marks = new RowMarks(store.precious(), chain);
    }

    /** Reads the definitions and starts what can be without rows. */
    void openDefinitions() throws StoreUnavailable {
        List<String> steps = new ArrayList<>(FeedTable.STEPS);
        steps.addAll(FeedChain.STEPS);
        steps.addAll(RowMarks.STEPS);
        store.precious().prepare("feeds", steps);
        for (Kept kept : store.precious().<List<Kept>>read(FeedTable::all)) {
            if (kept.versions().get(kept.versions().size() - 1).definition().raw()) {
                start(kept);
            }
        }
    }

    /** Feeds that there were once. */
    List<String> removed() throws StoreUnavailable {
        return store.precious().read(FeedTable::removed);
    }

    /** Opens the rows, starts the feeds that need them, and finds the place in the journal. */
    Follower openRows(long now) throws StoreUnavailable {
        if (rows == null) {
            rows = store.open("feeds");
        }
        Follower opened =
                new Follower(journal, java.util.Objects.requireNonNull(rows), marks, () -> List.copyOf(feeds.values()));
        opened.open(now);
        for (Kept kept : store.precious().<List<Kept>>read(FeedTable::all)) {
            if (!feeds.containsKey(kept.id())) {
                opened.join(start(kept));
            }
        }
        follower = opened;
        return opened;
    }

    void close() {
        Database open = rows;
        if (open != null) {
            open.close();
        }
    }

    boolean hasDerived() {
        return derived > 0;
    }

    /** Deletes rows, and links of chains, that are too old or too many. */
    void trim(Retention retention, long now) throws StoreUnavailable {
        Database open = rows;
        int count = Math.max(1, derived);
        for (RunningFeed feed : feeds.values()) {
            if (feed.derived() != null && open != null) {
                retention.trim(feed.feed(), feed.derived(), open, chain, count, now);
            }
        }
        chain.prune(now - TimeUnit.DAYS.toMillis(limits.chainDays()));
    }

    Collection<RunningFeed> feeds() {
        return feeds.values();
    }

    @Nullable
    RunningFeed find(String id) {
        return feeds.get(id);
    }

    Map<String, DurableTopic> topics() {
        return topics;
    }

    SealedRanges sealed() {
        return sealed;
    }

    TailCache tailCache() {
        return tailCache;
    }

    RowTail rowTail() {
        return rowTail;
    }

    ProofCache proofCache() {
        return proofCache;
    }

    FeedChain chain() {
        return chain;
    }

    RowMarks marks() {
        return marks;
    }

    Limits limits() {
        return limits;
    }

    long packsRefused() {
        return packsRefused.get();
    }

    long proofsImpossible() {
        return proofsImpossible.get();
    }

    /** Creates or replaces; a definition that changes nothing makes no version. */
    RunningFeed put(FeedDefinition wanted, long now) throws FeedRefused, StoreUnavailable {
        FeedRules.check(wanted, places);
        Follower following = follower;
        FeedRules.require(
                following != null,
                "feeds_not_ready",
                "the rows of feeds are not open: look at the status of feeds, then try again");
        RunningFeed running = feeds.get(wanted.id());
        if (running != null) {
            FeedDefinition current = running.feed().definition();
            if (DefinitionJson.read(DefinitionJson.write(wanted)
                            .put("version", current.version())
                            .toString())
                    .equals(current)) {
                return running;
            }
            FeedRules.require(
                    current.raw() == wanted.raw(),
                    "feed_kind_fixed",
                    "feed " + wanted.id() + (current.raw() ? " passes records unchanged" : " has records of its own")
                            + ", and its buyers' positions count those: make another feed");
        } else {
            FeedRules.require(
                    feeds.size() < limits.feeds(),
                    "feeds_full",
                    "there are " + feeds.size() + " feeds, feeds.max is " + limits.feeds()
                            + ": remove one or raise it");
        }
        return keep(wanted, running, now, java.util.Objects.requireNonNull(following));
    }

    boolean remove(String id) throws StoreUnavailable {
        RunningFeed running = feeds.get(id);
        if (running == null) {
            return false;
        }
        if (running.derived() != null && rows != null) {
            State state = running.state();
            State tombstone =
                    new State(state.delivered(), state.lastAt(), state.nextRow(), state.nextRow() - 1, new byte[0]);
            join(rows.<Boolean>write(connection -> {
                RowTable.forget(connection, id, tombstone);
                return true;
            }));
        }
        join(store.precious().<Boolean>write(connection -> FeedTable.remove(connection, id)));
        feeds.remove(id);
        derived -= running.derived() == null ? 0 : 1;
        running.topics().forEach(topic -> forget(topic.topic()));
        rowTail.forget(id);
        proofCache.forget(id);
        return true;
    }

    static <T> T join(CompletionStage<T> stage) throws StoreUnavailable {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailable unavailable
                    ? unavailable
                    : new StoreUnavailable("feeds_not_saved", "feeds cannot be written: " + e.getCause(), e);
        }
    }

    private RunningFeed keep(FeedDefinition wanted, @Nullable RunningFeed running, long now, Follower following)
            throws StoreUnavailable {
        Kept before = store.precious().<@Nullable Kept>read(connection -> FeedTable.find(connection, wanted.id()));
        int number = before == null ? 1 : before.version() + 1;
        Version version = new Version(versioned(wanted, number), running == null && wanted.raw() ? 0 : journal.next());
        Kept kept = new Kept(
                wanted.id(),
                running == null ? now : running.feed().createdAt(),
                false,
                number,
                before == null ? secret() : before.secret(),
                List.of(version));
        if (running != null) {
            change(running, kept, version);
            return running;
        }
        save(kept, version);
        RunningFeed started = start(kept);
        following.join(started);
        return started;
    }

    /** In force before it is on disk: what comes meanwhile is under the new definition already. */
    private void change(RunningFeed running, Kept kept, Version version) throws StoreUnavailable {
        running.feed().add(version, places);
        try {
            save(kept, version);
        } catch (StoreUnavailable e) {
            running.feed().drop(version);
            throw e;
        } finally {
            running.topics().forEach(topic -> tailCache.forget(topic.topic()));
        }
        running.sample().delay(version.definition().sampleDelaySeconds());
    }

    private void save(Kept kept, Version version) throws StoreUnavailable {
        join(store.precious().<Boolean>write(connection -> {
            FeedTable.put(connection, kept, version);
            return true;
        }));
    }

    private RunningFeed start(Kept kept) throws StoreUnavailable {
        Feed feed = new Feed(kept, places);
        RunningFeed running = feed.raw() ? raw(feed) : derived(feed);
        feeds.put(feed.id(), running);
        derived += feed.raw() ? 0 : 1;
        running.topics().forEach(topic -> topics.put(topic.topic(), topic));
        return running;
    }

    private RunningFeed raw(Feed feed) {
        String id = feed.id();
        InclusionProofs proofs = new InclusionProofs(feed, journal, batches, proofsImpossible);
        return new RunningFeed(
                feed,
                null,
                List.of(
                        new RawTopic(
                                Topics.records(id), feed, journal, Items::record, tailCache, proofs::provenThrough),
                        new RawTopic(Topics.leaf(id), feed, journal, Items::leaf, tailCache, proofs::provenThrough),
                        new ProofTopic(id, proofCache, proofs)),
                new RawHistory(feed, journal, batches, proofs),
                new Sample(feed.definition().sampleDelaySeconds()));
    }

    private RunningFeed derived(Feed feed) throws StoreUnavailable {
        Database database = java.util.Objects.requireNonNull(rows);
        String id = feed.id();
        Windows windows = new Windows(limits.graceSeconds(), limits.openAggregates());
        DerivedFeed derived = new DerivedFeed(feed, places, database, rowTail, windows, sealed, packsRefused);
        chain.open(id);
        RowProofs proofs = new RowProofs(derived, chain);
        return new RunningFeed(
                feed,
                derived,
                List.of(
                        new RowTopic(Topics.records(id), derived, false, proofs::provenThrough),
                        new RowTopic(Topics.leaf(id), derived, true, proofs::provenThrough),
                        new ProofTopic(id, proofCache, proofs)),
                new RowHistory(derived, chain, proofs),
                new Sample(feed.definition().sampleDelaySeconds()));
    }

    private void forget(String topic) {
        topics.remove(topic);
        tailCache.forget(topic);
    }

    private static FeedDefinition versioned(FeedDefinition wanted, int version) {
        return DefinitionJson.read(
                DefinitionJson.write(wanted).put("version", version).toString());
    }

    private static byte[] secret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return secret;
    }
}
