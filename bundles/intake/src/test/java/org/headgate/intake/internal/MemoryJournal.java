package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.JournalWriter;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.journal.Written;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.jspecify.annotations.Nullable;

/** Keeps in memory what the journal keeps on disk, with its one writer thread. */
final class MemoryJournal implements JournalWriter, HeldMessages, AutoCloseable {
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final List<NewContribution> contributions = new ArrayList<>();
    private final TreeMap<Long, Message> waiting = new TreeMap<>();
    private final List<JournalEntry.Quarantined> quarantined = new ArrayList<>();
    private final Set<Long> origins = new HashSet<>();
    private long nextId = 1;
    private volatile @Nullable JournalUnavailable obstacle;
    private volatile int failAfter = Integer.MAX_VALUE;

    void obstacle(@Nullable JournalUnavailable why) {
        obstacle = why;
    }

    /** From the nth entry on, nothing is written any more. */
    void failAfter(int entries) {
        failAfter = entries;
    }

    @Override
    public CompletionStage<Written> write(JournalEntry entry) {
        return CompletableFuture.supplyAsync(() -> apply(entry), writer).thenCompose(written -> written);
    }

    @Override
    public Optional<JournalUnavailable> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    private synchronized CompletionStage<Written> apply(JournalEntry entry) {
        if (failAfter-- <= 0) {
            return CompletableFuture.failedFuture(new JournalUnavailable("disk_full", "the disk is full"));
        }
        if (entry instanceof JournalEntry.Contributions kept) {
            if (isKnown(kept.origin())) {
                return CompletableFuture.completedFuture(new Written(0, 0, true));
            }
            if (kept.waitingId() != 0 && waiting.remove(kept.waitingId()) == null) {
                throw new IllegalStateException("waiting row " + kept.waitingId() + " was taken twice");
            }
            long first = contributions.size() + 1L;
            contributions.addAll(kept.contributions());
            return CompletableFuture.completedFuture(
                    new Written(first, kept.contributions().size(), false));
        }
        if (entry instanceof JournalEntry.Waiting held) {
            if (isKnown(held.message().origin())) {
                return CompletableFuture.completedFuture(new Written(0, 0, true));
            }
            waiting.put(nextId++, held.message());
        } else if (entry instanceof JournalEntry.Quarantined refused) {
            waiting.remove(refused.waitingId());
            quarantined.add(refused);
        } else if (entry instanceof JournalEntry.Discarded discarded) {
            waiting.remove(discarded.waitingId());
        } else if (entry instanceof JournalEntry.Released released) {
            origins.remove(released.originKey());
        }
        return CompletableFuture.completedFuture(new Written(0, 0, false));
    }

    private boolean isKnown(@Nullable Origin origin) {
        return origin != null && !origins.add(origin.key()) && origin.resend();
    }

    synchronized List<NewContribution> contributions() {
        return List.copyOf(contributions);
    }

    synchronized int waitingCount() {
        return waiting.size();
    }

    synchronized List<JournalEntry.Quarantined> refused() {
        return List.copyOf(quarantined);
    }

    @Override
    public synchronized List<Held> waiting(long afterId, int max) {
        return waiting.tailMap(afterId, false).entrySet().stream()
                .limit(max)
                .map(row -> new Held(row.getKey(), row.getValue(), "", ""))
                .toList();
    }

    @Override
    public synchronized List<Held> waiting(String transport, String address, long afterId, int max) {
        return waiting(afterId, Integer.MAX_VALUE).stream()
                .filter(held -> held.message().address().equals(address))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized List<Group> groups(int max) {
        Map<String, List<Message>> byAddress =
                waiting.values().stream().collect(Collectors.groupingBy(Message::address));
        return byAddress.values().stream()
                .map(same -> new Group("mqtt", same.get(0).address(), same.size(), 0, 0, same.get(0)))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized List<Held> quarantined(int max) {
        return List.of();
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
