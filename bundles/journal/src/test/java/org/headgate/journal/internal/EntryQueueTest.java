package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.headgate.api.journal.JournalEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryQueueTest {
    private static final long LINGER = 4_000;

    @ParameterizedTest
    @CsvSource({
        "1, 3999, false",
        "2, 3999, false",
        "3, 999, false",
        "3, 1000, true",
        "4, 1499, false",
        "4, 1500, true",
        "20, 3999, false",
        "256, 0, true",
    })
    void isEnough_entriesAndTimeSoFar_waitsOnOnlyWhereMoreComeQuickly(int waiting, long lingered, boolean enough) {
        assertThat(EntryQueue.isEnough(waiting, lingered, LINGER)).isEqualTo(enough);
    }

    @Test
    @Timeout(120)
    void take_enoughCameWhileItLingers_isBackLongBeforeTheEndOfTheLinger() {
        EntryQueue queue = new EntryQueue(1 << 20, TimeUnit.HOURS.toNanos(1));
        queue.offer(entry());
        queue.committed();
        CompletableFuture<List<Pending>> taken = CompletableFuture.supplyAsync(queue::take);

        for (int i = 1; i < 256; i++) {
            queue.offer(entry());
        }

        assertThat(taken.join()).hasSize(256);
    }

    private static Pending entry() {
        return new Pending(new JournalEntry.Released(1));
    }
}
