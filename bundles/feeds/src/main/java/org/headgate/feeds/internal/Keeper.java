package org.headgate.feeds.internal;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds.FeedRefused;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what blocks, on one thread: follows the journal, signs, deletes, announces, changes feeds. */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long FLOORS_MILLIS = 60_000;
    private static final long TRIM_MILLIS = 600_000;
    private static final long RETRY_MILLIS = 10_000;

    private final Journal journal;
    private final House house;
    private final Announcer announcer;
    private final Places places;
    private final LongSupplier clock;
    private final long lingerMillis;
    private final ScheduledExecutorService scheduler;
    private final News news;
    private final Retention retention;
    private final ExecutorService worker;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> timer;
    private boolean defined;
    private long floorsAt;
    private long trimmedAt;
    private long notBefore;
    private volatile @Nullable Follower follower;
    private volatile @Nullable Problem trouble;

    /** Who reads topics wants to know. */
    interface News {
        void advanced();

        void topicsChanged();
    }

    Keeper(
            Journal journal,
            House house,
            Announcer announcer,
            Places places,
            LongSupplier clock,
            long lingerMillis,
            ScheduledExecutorService scheduler,
            News news) {
        this.journal = journal;
        this.house = house;
        this.announcer = announcer;
        this.places = places;
        this.clock = clock;
        this.lingerMillis = lingerMillis;
        this.scheduler = scheduler;
        this.news = news;
        retention = new Retention(journal, house.limits().rowBytes());
        worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "feeds");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        run(ticking, this::tick, 0);
        timer = scheduler.scheduleWithFixedDelay(() -> run(ticking, this::tick, 0), 1, 1, TimeUnit.SECONDS);
    }

    /** Saves, and closes what is open. */
    void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        worker.execute(this::leave);
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("Feeds did not stop within 10 s; they go on from their last save.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cheap: called once a commit. */
    void committed() {
        news.advanced();
        if (house.hasDerived()) {
            run(woken, this::work, lingerMillis);
        }
    }

    void wake() {
        run(woken, this::work, 0);
    }

    void announceAgain(boolean forgotten) {
        announcer.again(forgotten);
    }

    String catalog() {
        return announcer.catalog();
    }

    String offer(String feed) {
        return announcer.offer(feed);
    }

    <T> CompletionStage<T> submit(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            worker.execute(() -> {
                try {
                    done.complete(task.call());
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new FeedRefused("feeds_stopping", "feeds are being stopped: try again later"));
        }
        return done;
    }

    RunningFeed put(FeedDefinition definition) throws FeedRefused, StoreUnavailable, JournalUnavailable {
        Follower following = follower;
        if (following != null && following.follow(clock.getAsLong())) {
            news.advanced();
        }
        int before = house.topics().size();
        Optional<FeedDefinition> old = Optional.ofNullable(house.find(definition.id()))
                .map(running -> running.feed().definition());
        RunningFeed feed = house.put(definition, clock.getAsLong());
        if (old.isPresent() && old.get().version() != feed.feed().definition().version()) {
            feed.sample().clear();
            announcer.withdraw(Topics.sample(feed.id()));
        }
        announcer.again(false);
        announce();
        if (house.topics().size() != before) {
            news.topicsChanged();
        }
        return feed;
    }

    boolean remove(String id) throws StoreUnavailable {
        boolean removed = house.remove(id);
        if (removed) {
            withdraw(id);
            announce();
            news.topicsChanged();
        }
        return removed;
    }

    private void withdraw(String id) {
        announcer.withdraw(Topics.offer(id));
        announcer.withdraw(Topics.sample(id));
    }

    Report report() {
        return FeedsReport.make(house, follower, retention, announcer, places, trouble, journal.next());
    }

    private void run(AtomicBoolean once, Runnable task, long delay) {
        if (!once.compareAndSet(false, true)) {
            return;
        }
        Runnable hop = () -> {
            try {
                worker.execute(() -> {
                    once.set(false);
                    task.run();
                });
            } catch (RejectedExecutionException e) {
                once.set(false);
            }
        };
        if (delay == 0) {
            hop.run();
            return;
        }
        try {
            scheduler.schedule(hop, delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            once.set(false);
        }
    }

    private void tick() {
        long now = clock.getAsLong();
        work();
        Follower following = follower;
        if (following == null || now < notBefore) {
            return;
        }
        guarded(() -> {
            if (following.tick(now)) {
                sealRows(following, now);
                news.advanced();
            }
            keepHouse(now);
        });
        announce();
    }

    private void work() {
        guarded(() -> {
            long now = clock.getAsLong();
            Follower following = open(now);
            house.sealed().load();
            boolean rows = following.follow(now);
            if (rows | sealRows(following, now)) {
                news.advanced();
            }
        });
    }

    private Follower open(long now) throws StoreUnavailable {
        Follower opened = follower;
        if (opened != null) {
            return opened;
        }
        if (!defined) {
            house.openDefinitions();
            house.removed().forEach(this::withdraw);
            defined = true;
            news.topicsChanged();
        }
        opened = house.openRows(now);
        follower = opened;
        news.topicsChanged();
        announcer.again(false);
        return opened;
    }

    private boolean sealRows(Follower following, long now) throws StoreUnavailable, JournalUnavailable {
        int signed = 0;
        for (RunningFeed feed : house.feeds()) {
            if (feed.derived() != null) {
                signed += house.chain().seal(feed.derived(), following.next(), now);
            }
        }
        return signed > 0;
    }

    private void keepHouse(long now) throws StoreUnavailable, JournalUnavailable {
        if (now - floorsAt >= FLOORS_MILLIS || now < floorsAt) {
            floorsAt = now;
            for (RunningFeed feed : house.feeds()) {
                if (feed.derived() == null) {
                    retention.raiseFloor(feed.feed(), house.sealed(), now);
                }
            }
        }
        if (now - trimmedAt >= TRIM_MILLIS || now < trimmedAt) {
            trimmedAt = now;
            house.trim(retention, now);
        }
    }

    private void announce() {
        Set<String> ids = new HashSet<>();
        house.feeds().forEach(feed -> ids.add(feed.id()));
        announcer.announce(house.feeds(), ids, clock.getAsLong());
    }

    private void leave() {
        Follower following = follower;
        if (following != null) {
            guarded(() -> following.save(clock.getAsLong()));
        }
        house.close();
    }

    private interface Step {
        void run() throws StoreUnavailable, JournalUnavailable;
    }

    private void guarded(Step step) {
        long now = clock.getAsLong();
        if (now < notBefore && notBefore - now <= RETRY_MILLIS) {
            return;
        }
        try {
            step.run();
            trouble = null;
            notBefore = 0;
        } catch (StoreUnavailable e) {
            trouble(e.code(), e.getMessage(), now);
        } catch (JournalUnavailable e) {
            trouble(e.code(), e.getMessage(), now);
        } catch (RuntimeException e) {
            LOG.error("Feeds stopped short", e);
            trouble("feeds_failed", e.toString(), now);
        }
    }

    private void trouble(String code, @Nullable String reason, long now) {
        if (trouble == null) {
            LOG.warn("Feeds do not advance: {}: {}", code, reason);
        }
        trouble = new Problem(
                code,
                "feeds do not advance: " + reason,
                "the message says what is wrong; it is tried again every 10 s and nothing is lost",
                true);
        notBefore = now + RETRY_MILLIS;
    }
}
