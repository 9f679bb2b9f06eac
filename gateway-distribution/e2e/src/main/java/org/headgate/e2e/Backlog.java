package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A buyer comes back and is given all that it missed, while others go on getting what is new. */
final class Backlog {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Backlog() {}

    /** @param timed whether it is judged how late live data comes meanwhile */
    static void run(Verdict verdict, Gateway gateway, long records, int liveRate, Duration atMost, boolean timed)
            throws Exception {
        int port = gateway.port("mqtt-door");
        JsonNode away = Buyers.pass(gateway, "away");
        new FeedReader(port, away, FeedReader.Manner.GOOD).close();
        List<Sender> bulk = Sender.group(port, "bulk", 4, 1, 0);
        long began = System.nanoTime();
        for (long told = 0; !Until.within(Duration.ofSeconds(10), () -> Sender.acknowledged(bulk) >= records); ) {
            verdict.say("%d of %d stored", Sender.acknowledged(bulk), records);
            verdict.check(
                    System.nanoTime() - began < atMost.toNanos(), "too slow: %d stored", Sender.acknowledged(bulk));
            if (!verdict.broken().isEmpty() || told++ > 10_000) {
                return;
            }
        }
        for (Sender sender : bulk) {
            verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            sender.close();
        }
        long stored = Sender.acknowledged(bulk);
        verdict.fact("backlog", stored);
        verdict.fact("stored_per_s", stored / ((System.nanoTime() - began) / 1e9));
        List<Sender> live = new ArrayList<>();
        try (FeedReader here = new FeedReader(port, Buyers.pass(gateway, "here"), FeedReader.Manner.GOOD)) {
            live.addAll(Sender.group(port, "live", 2, 1, liveRate));
            Until.holds("the live buyer gets what is live", PATIENCE, () -> here.received("live0") > 10);
            // A new subscription begins with what is not sealed: that is behind it before anything is measured.
            Until.holds(
                    "the live buyer is abreast",
                    PATIENCE,
                    () -> Sender.acknowledged(live) - here.received("live0") - here.received("live1") < 50);
            Sender.latencies(live);
            here.takeLatencies();
            Until.passed(Duration.ofSeconds(5));
            double buyerBefore = here.takeLatencies().getValueAtPercentile(99) / 1000.0;
            double ackBefore = Sender.latencies(live).getValueAtPercentile(99) / 1000.0;
            long back = System.nanoTime();
            try (FeedReader returned = new FeedReader(port, away, FeedReader.Manner.GOOD)) {
                while (!Until.within(Duration.ofSeconds(10), () -> Buyers.has(returned, bulk))
                        && System.nanoTime() - back < atMost.toNanos()) {
                    verdict.say("%d of %d drained", returned.received(), stored);
                }
                double seconds = (System.nanoTime() - back) / 1e9;
                double buyerDuring = here.takeLatencies().getValueAtPercentile(99) / 1000.0;
                double ackDuring = Sender.latencies(live).getValueAtPercentile(99) / 1000.0;
                verdict.say("drained %d in %.1f s", returned.received(), seconds);
                verdict.check(Buyers.has(returned, bulk), "not drained: %d of %d", returned.received(), stored);
                verdict.fact("drain_s", seconds);
                verdict.fact("drained_per_s", stored / seconds);
                for (Sender sender : live) {
                    verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
                }
                verdict.check(
                        Until.within(PATIENCE, () -> Buyers.has(returned, live)),
                        "who returned misses%s",
                        Buyers.missing(returned, live));
                verdict.check(
                        Until.within(PATIENCE, () -> Buyers.has(here, live)),
                        "the live buyer misses%s",
                        Buyers.missing(here, live));
                verdict.fact("live_puback_p99_ms_before", ackBefore);
                verdict.fact("live_puback_p99_ms_during", ackDuring);
                verdict.fact("live_buyer_p99_ms_before", buyerBefore);
                verdict.fact("live_buyer_p99_ms_during", buyerDuring);
                verdict.fact("resident_mib", new Proc(gateway.pid()).residentKib() / 1024);
                verdict.none("doubled", returned.doubles());
                verdict.none("disordered", returned.disordered() + here.disordered());
                // Not starved: what is live arrives within a second even while a million others are read.
                verdict.check(
                        !timed || buyerDuring < Math.max(1000, 2 * buyerBefore),
                        "live data came %.0f ms late",
                        buyerDuring);
            }
        } finally {
            for (Sender sender : live) {
                sender.close();
            }
        }
    }
}
