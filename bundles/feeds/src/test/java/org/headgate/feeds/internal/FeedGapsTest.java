package org.headgate.feeds.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.headgate.api.topic.DurableTopic.Gap;
import org.headgate.api.topic.DurableTopic.Page;
import org.junit.jupiter.api.Test;

class FeedGapsTest extends GatewayTest {
    private static final long HOUR = 3_600_000;

    @Test
    void retention_withinTheReplay_isToldAsRetentionHoweverOftenFloorsAreRaised() throws Exception {
        gateway.put(Definitions.RAW.replay(24));
        hours(10);
        gateway.journal.retain(6);
        raiseFloors();

        assertThat(gap(1)).isEqualTo(new Gap(1, 5, "retention"));
        assertThat(gateway.topic(RECORDS).read(6, 10).items()).hasSize(5);
    }

    @Test
    void retention_partlyBeyondTheReplay_isToldAsReplayThenRetention() throws Exception {
        gateway.put(Definitions.RAW.replay(3));
        hours(10);
        gateway.journal.retain(10);
        raiseFloors();

        Gap old = gap(1);
        assertThat(old.reason()).isEqualTo("replay");
        assertThat(old.to()).isBetween(5L, 7L);
        assertThat(gap(old.to() + 1)).isEqualTo(new Gap(old.to() + 1, 9, "retention"));
    }

    @Test
    void replay_olderThanPromised_isToldAsReplay() throws Exception {
        gateway.put(Definitions.RAW.replay(2));
        hours(10);
        raiseFloors();

        assertThat(gap(1).reason()).isEqualTo("replay");
        assertThat(gap(1).to()).isEqualTo(7);
    }

    /** One contribution and one batch an hour. */
    private void hours(int count) {
        for (int i = 0; i < count; i++) {
            gateway.now.addAndGet(HOUR);
            gateway.journal.add(gateway.now.get(), A, "t", i);
            gateway.seal();
        }
    }

    private void raiseFloors() throws Exception {
        gateway.restart();
        await().until(() -> gateway.feeds.report().metrics().get("feeds.behind") == 0);
        gateway.put(Definitions.RAW.id("other"));
        gateway.now.addAndGet(60_001);
        gateway.put(Definitions.RAW.id("another"));
        await().untilAsserted(() ->
                assertThat(gateway.topic(RECORDS).read(1, 10).gap()).isNotNull());
    }

    private Gap gap(long position) throws Exception {
        Page page = gateway.topic(RECORDS).read(position, 10);
        return page.gap();
    }
}
