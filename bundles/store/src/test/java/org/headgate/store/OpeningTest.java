package org.headgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpeningTest {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void attempts_goOnUntilOneSucceeds() {
        Opening opening = opening(Duration.ofMillis(1), () -> {
            int attempt = attempts.incrementAndGet();
            if (attempt == 1) {
                throw new StoreUnavailable("disk_full", "no room");
            }
            if (attempt == 2) {
                throw new IllegalStateException("odd");
            }
        });
        opening.begin();
        await().until(() -> opening.obstacle().isEmpty());
        assertThat(attempts).hasValue(3);
    }

    @Test
    void obstacle_isThatOfTheLastAttempt() {
        Opening opening = opening(Duration.ofDays(1), () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new StoreUnavailable("disk_full", "no room");
            }
            throw new IllegalStateException("odd");
        });
        opening.begin();
        assertThat(opening.obstacle().orElseThrow().code()).isEqualTo("disk_full");
        opening.begin();
        assertThat(opening.obstacle().orElseThrow().code()).isEqualTo("open_failed");
        assertThat(opening.obstacle().orElseThrow().getMessage())
                .contains("the test")
                .contains("odd");
    }

    @Test
    void closed_noAttemptComesAfterIt() {
        Opening opening = opening(Duration.ofMillis(1), () -> {
            attempts.incrementAndGet();
            throw new StoreUnavailable("disk_full", "no room");
        });
        opening.begin();
        await().until(() -> attempts.get() >= 3);
        opening.close();
        int last = attempts.get();
        opening.begin();
        assertThat(attempts).hasValue(last);
        scheduler.shutdownNow();
    }

    private Opening opening(Duration wait, Opening.Attempt attempt) {
        return new Opening("the test", scheduler, wait, attempt);
    }
}
