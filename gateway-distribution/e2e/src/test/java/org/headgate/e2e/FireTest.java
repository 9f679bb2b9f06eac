package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.headgate.e2e.BrokenFiles.Harm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The short forms of what {@code benchmarks/soak} does at length. Times are told, and judged by nobody here. */
class FireTest {
    private interface Scenario {
        void run(Verdict verdict) throws Exception;
    }

    private static void holds(String name, Scenario scenario) throws Exception {
        Verdict verdict = new Verdict(name, System.out::println);
        scenario.run(verdict);
        System.out.println(verdict.json());
        assertThat(verdict.broken()).isEmpty();
    }

    @Test
    void resends_afterAKillBetweenStoringAndAnswering_areNoSecondContributions() throws Exception {
        holds("resends", verdict -> Resends.run(verdict, 1));
    }

    @Test
    void disk_fullAndFreed_losesNothingAndGoesOn() throws Exception {
        holds("disk-full", verdict -> DiskFull.run(verdict, false, 1, 500, false));
    }

    @Test
    void files_brokenWhileItIsAway_areToldAndDoNotStopIt() throws Exception {
        holds("broken-files", verdict -> BrokenFiles.run(verdict, List.of(Harm.NEWEST_SEGMENT_CUT), 1_500, 1));
    }

    @Test
    void devices_backAllAtOnceAfterAnOutage_loseNothing() throws Exception {
        holds("reconnects", verdict -> Reconnects.run(verdict, 1_000));
    }

    /** One gateway for all of them: what one leaves behind must not disturb the next. */
    @Nested
    class Clients {
        private static Gateway gateway;

        @BeforeAll
        static void start() throws Exception {
            gateway = Gateway.selling("clients", 1_500);
        }

        @AfterAll
        static void stop() {
            gateway.close();
        }

        @Test
        void buyers_whoAreBad_disturbNobody() throws Exception {
            holds("buyers", verdict -> Buyers.run(verdict, gateway, 200, Duration.ofSeconds(1)));
        }

        @Test
        void buyer_backAfterItMissedMuch_getsAllOfItBesideWhatIsLive() throws Exception {
            holds("backlog", verdict -> Backlog.run(verdict, gateway, 20_000, 50, Duration.ofMinutes(10), false));
        }

        @Test
        void clients_hostileInManyWays_areCountedAndHarmNobody() throws Exception {
            holds("hostile", verdict -> Hostile.run(verdict, gateway, 1_000, Duration.ofMillis(300), 1, false));
        }

        @Test
        void bundle_exchangedUnderLoad_losesNothing() throws Exception {
            holds("bundles", verdict -> Bundles.run(verdict, gateway, List.of("feeds", "mqtt-door"), 200));
        }
    }
}
