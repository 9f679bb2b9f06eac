package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.JournalUnavailable;
import org.junit.jupiter.api.Test;

/** What intake cannot take now is refused, or held for a while, and never lost without a word. */
class RefusalTest extends PipelineRig {
    @Test
    void accept_queueFull_isRefusedAtOnceAndRecovers() {
        open(new Pipeline.Limits(1, 2000, 10_000, 0, 1000, SIGHTINGS));
        CountDownLatch gate = new CountDownLatch(1);
        profiles.add("slow", "s/", message -> {
            gate.await();
            return TestProfiles.number(message);
        });
        connect();
        ready();
        CompletableFuture<Outcome> first = accept("s/1", "1");
        List<CompletableFuture<Outcome>> more =
                IntStream.range(0, 50).mapToObj(i -> accept("s/1", "1")).toList();
        List<Outcome> refused = more.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(outcome ->
                        assertThat(((Outcome.Refused) outcome).code()).isEqualTo("queue_full"));
        gate.countDown();
        assertThat(first.join()).isInstanceOf(Outcome.Stored.class);
        await().until(() -> pipeline().counters.queued.get() == 0);
        assertThat(send("s/1", "1")).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void accept_journalObstacle_isRefusedAtOnce() {
        start();
        journal.obstacle(new JournalUnavailable("disk_full", "no room"));
        assertThat(accept("n/1", "1")).isCompletedWithValue(new Outcome.Refused("disk_full", "no room", 1000));
    }

    @Test
    void accept_journalMissing_isRefused() {
        start();
        pipeline().writer(null);
        assertThat(code(send("n/1", "1"))).isEqualTo("journal_missing");
        pipeline().writer(journal);
        assertThat(send("n/1", "1")).isEqualTo(new Outcome.Waiting());
    }

    @Test
    void accept_journalFailsLater_isRefusedNotLostSilently() {
        start();
        profiles.add("numbers", "n/", TestProfiles::number);
        send("n/1", "1");
        journal.failAfter(0);
        assertThat(code(send("n/1", "2"))).isEqualTo("disk_full");
        assertThat(pipeline().counters.queued.get()).isZero();
    }

    @Test
    void accept_devicesMissing_areHeldForAGraceThenStoredUnadopted() {
        open(new Pipeline.Limits(1, 1 << 20, 1000, 200, 1000, SIGHTINGS));
        profiles.add("numbers", "n/", TestProfiles::number);
        pipeline().profiles(profiles);
        pipeline().writer(journal);
        pipeline().held(journal);
        CompletableFuture<Outcome> early = accept("n/1", "1");
        assertThat(early.join()).isInstanceOf(Outcome.Stored.class);
        assertThat(journal.contributions().get(0).adopted()).isFalse();
        pipeline().devices(devices);
        assertThat(send("n/1", "2")).isInstanceOf(Outcome.Stored.class);
        assertThat(journal.contributions().get(1).adopted()).isTrue();
    }

    @Test
    void accept_devicesComeWithinTheGrace_allIsAdopted() {
        open(new Pipeline.Limits(1, 1 << 20, 1000, 20_000, 1000, SIGHTINGS));
        profiles.add("numbers", "n/", TestProfiles::number);
        pipeline().profiles(profiles);
        pipeline().writer(journal);
        pipeline().held(journal);
        CompletableFuture<Outcome> early = accept("n/1", "1");
        assertThat(early).isNotDone();
        pipeline().devices(devices);
        assertThat(early.join()).isInstanceOf(Outcome.Stored.class);
        assertThat(journal.contributions().get(0).adopted()).isTrue();
    }

    @Test
    void close_messagesInside_areRefused() {
        open(new Pipeline.Limits(1, 1 << 20, 1000, 20_000, 1000, SIGHTINGS));
        pipeline().writer(journal);
        pipeline().held(journal);
        CompletableFuture<Outcome> inside = accept("n/1", "1");
        pipeline().close();
        assertThat(code(inside.join())).isEqualTo("intake_stopped");
        assertThat(code(send("n/1", "1"))).isEqualTo("journal_missing");
    }
}
