package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.headgate.api.intake.Outcome;
import org.junit.jupiter.api.Test;

class AnnouncedTest extends PipelineRig {

    @Test
    void accept_announcement_isAcknowledgedOnlyOnceItIsStored() {
        profiles.add("a", new AnnouncingNumbers());
        start();
        CompletableFuture<Void> disk = new CompletableFuture<>();
        profiles.storing = () -> disk;
        CompletableFuture<Outcome> birth = accept("birth/x", "x/state");
        CompletableFuture<Outcome> both = accept("line/birth", "1");
        await().until(() -> pipeline().counters.announcements.sum() == 2);
        await().until(() -> journal.contributions().size() == 1);
        assertThat(birth).isNotDone();
        assertThat(both).isNotDone();
        disk.complete(null);
        assertThat(birth.join()).isInstanceOf(Outcome.Ignored.class);
        assertThat(both.join()).isInstanceOf(Outcome.Stored.class);
        assertThat(pipeline().counters.queued.get()).isZero();
    }

    @Test
    void accept_announcementThatCannotBeStored_isRefused() {
        profiles.add("a", new AnnouncingNumbers());
        start();
        profiles.storing = () -> CompletableFuture.failedFuture(new IllegalStateException("full"));
        assertThat(code(send("birth/x", "x/state"))).isEqualTo("announcement_not_stored");
        assertThat(code(send("line/birth", "1"))).isEqualTo("announcement_not_stored");
        assertThat(pipeline().counters.queued.get()).isZero();
    }

    @Test
    void accept_announcementBeyondALimit_isQuarantinedWithItsCode() {
        profiles.add("a", new AnnouncingNumbers());
        start();
        assertThat(code(send("birth/x", "too much"))).isEqualTo("announcement_too_large");
    }

    @Test
    void accept_announcedWhileMessagesWait_decodesThemInOrderBeforeNewer() {
        profiles.add("a", new AnnouncingNumbers());
        start();
        List<CompletableFuture<Outcome>> outcomes =
                IntStream.range(0, 500).mapToObj(n -> accept("x/state", "" + n)).toList();
        outcomes.forEach(outcome -> assertThat(outcome.join()).isInstanceOf(Outcome.Waiting.class));
        accept("y/state", "7").join();
        CompletableFuture<Outcome> birth = accept("birth/x", "x/state");
        IntStream.range(500, 1000).forEach(n -> accept("x/state", "" + n));
        birth.join();
        await().until(() -> numbers("x/state").size() == 1000);
        assertThat(numbers("x/state"))
                .isEqualTo(IntStream.range(0, 1000).boxed().toList());
        assertThat(journal.waitingCount()).as("y was not announced").isEqualTo(1);
        await().until(() -> pipeline().shared.newlyAnnounced.isEmpty());
        assertThat(send("x/state", "1000")).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void accept_announcementsAmidTraffic_eachAddressInOrderExactlyOnce() {
        profiles.add("a", new AnnouncingNumbers());
        start(4, 10_000);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int addresses = 40;
        int[] sent = new int[addresses];
        for (int i = 0; i < 20_000; i++) {
            int address = random.nextInt(addresses);
            accept("s/" + address, "" + sent[address]++);
            if (i % 300 == 150) {
                int announced = random.nextInt(addresses);
                accept("birth/" + announced, "s/" + announced);
            }
            if (i % 1000 == 999) {
                await().until(() -> pipeline().counters.queued.get() == 0);
            }
        }
        IntStream.range(0, addresses).forEach(address -> send("birth/" + address, "s/" + address));
        await().until(() -> journal.contributions().size() == 20_000 && journal.waitingCount() == 0);
        for (int address = 0; address < addresses; address++) {
            assertThat(numbers("s/" + address))
                    .as("s/%d, seed %d", address, seed)
                    .isEqualTo(IntStream.range(0, sent[address]).boxed().toList());
        }
        assertThat(pipeline().counters.quarantined.sum()).isZero();
    }

    @Test
    void accept_oneLine_dataNeverOvertakesItsAnnouncement() {
        profiles.add("a", new AnnouncingNumbers());
        start(4, 10_000);
        CompletableFuture<Outcome> birth = accept("line/birth", "0");
        List<CompletableFuture<Outcome>> data = IntStream.range(0, 2000)
                .mapToObj(n -> accept("line/data/" + n, "" + n))
                .toList();
        assertThat(birth.join()).isInstanceOf(Outcome.Stored.class);
        data.forEach(outcome -> assertThat(outcome.join()).isInstanceOf(Outcome.Stored.class));
    }

    @Test
    void accept_profileComesLate_whatWaitedIsDecodedInItsLineBeforeNewer() {
        start(4, 10_000);
        accept("line/birth", "0");
        IntStream.range(0, 300).forEach(n -> accept("line/data/" + n, "" + n));
        await().until(() -> journal.waitingCount() == 301);
        CompletableFuture<Void> coming = CompletableFuture.runAsync(() -> profiles.add("a", new AnnouncingNumbers()));
        IntStream.range(0, 300).forEach(n -> accept("line/late/" + n, "" + n));
        coming.join();
        await().until(() -> journal.contributions().size() == 601);
        assertThat(pipeline().counters.quarantined.sum()).isZero();
    }

    @Test
    void accept_rowThatAnnouncesAndCannotBeStored_staysUntilItCan() {
        start();
        accept("birth/x", "x/state").join();
        CompletableFuture<Void> broken = CompletableFuture.failedFuture(new IllegalStateException("full"));
        profiles.storing = () -> broken;
        profiles.add("a", new AnnouncingNumbers());
        await().until(() -> pipeline().backlogProblem != null);
        assertThat(journal.waitingCount()).isEqualTo(1);
        profiles.storing = () -> CompletableFuture.completedFuture(null);
        await().until(() -> journal.waitingCount() == 0);
    }

    @Test
    void accept_noRegistryYet_evenWhatIsOutWaits() {
        open(new Pipeline.Limits(2, 16 << 20, 10_000, 20_000, 100_000, PipelineRig.SIGHTINGS));
        pipeline().writer(journal);
        pipeline().held(journal);
        pipeline().devices(devices);
        assertThat(send("homeassistant/sensor/x/config", "{}")).isInstanceOf(Outcome.Waiting.class);
        pipeline().profiles(profiles);
        ready();
        assertThat(send("homeassistant/sensor/x/config", "{}")).isInstanceOf(Outcome.Ignored.class);
    }
}
