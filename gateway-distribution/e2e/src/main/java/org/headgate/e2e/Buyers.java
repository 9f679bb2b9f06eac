package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Beside a good buyer there is one that never returns, one that never acknowledges, and one that reads a byte a second. */
final class Buyers {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Buyers() {}

    /** @param phase how long the load runs with the good buyer alone, and then again with the others */
    static void run(Verdict verdict, Gateway gateway, int rate, Duration phase) throws Exception {
        int port = gateway.port("mqtt-door");
        Proc process = new Proc(gateway.pid());
        List<Sender> senders = Sender.group(port, "steady", 4, 1, rate);
        try (FeedReader good = new FeedReader(port, pass(gateway, "good"), FeedReader.Manner.GOOD)) {
            new FeedReader(port, pass(gateway, "gone"), FeedReader.Manner.GOOD).close();
            JsonNode silentPass = pass(gateway, "silent");
            JsonNode slowPass = pass(gateway, "slow");
            Until.passed(phase.dividedBy(2));
            sample(senders, good);
            Until.passed(phase);
            Sample before = sample(senders, good);
            long residentBefore = process.residentKib();
            verdict.say("alone: %s, resident %d MiB", before, residentBefore / 1024);
            Sample with;
            try (FeedReader silent = new FeedReader(port, silentPass, FeedReader.Manner.NEVER_ACKNOWLEDGES);
                    FeedReader slow = new FeedReader(port, slowPass, FeedReader.Manner.BYTE_A_SECOND)) {
                sample(senders, good);
                Until.passed(phase);
                with = sample(senders, good);
                verdict.fact("outbound_bytes", gateway.metric("mqtt-door.outbound.bytes"));
                verdict.fact("silent_got", silent.received());
                verdict.check(silent.connections() == 1 && slow.connections() == 1, "a bad buyer was disconnected");
            }
            verdict.say("beside the others: %s, resident %d MiB", with, process.residentKib() / 1024);
            for (Sender sender : senders) {
                verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            }
            boolean all = Until.within(PATIENCE, () -> has(good, senders));
            verdict.check(
                    all, "the good buyer misses readings: has %d of %d", good.received(), Sender.acknowledged(senders));
            verdict.fact("acknowledged", Sender.acknowledged(senders));
            verdict.fact("received", good.received());
            verdict.none("doubled", good.doubles());
            verdict.none("disordered", good.disordered());
            verdict.fact("puback_p99_ms_alone", before.puback());
            verdict.fact("puback_p99_ms_with", with.puback());
            verdict.fact("buyer_p99_ms_alone", before.buyer());
            verdict.fact("buyer_p99_ms_with", with.buyer());
            verdict.fact("rate_alone", before.acknowledged() / (double) phase.toSeconds());
            verdict.fact("rate_with", with.acknowledged() / (double) phase.toSeconds());
            verdict.fact("resident_mib_alone", residentBefore / 1024);
            verdict.fact("resident_mib_with", process.residentKib() / 1024);
            verdict.check(
                    process.residentKib() < residentBefore + 64 * 1024,
                    "it grew by %d MiB",
                    (process.residentKib() - residentBefore) / 1024);
        } finally {
            for (Sender sender : senders) {
                sender.close();
            }
        }
    }

    /** @param puback and @param buyer 99th percentiles in milliseconds */
    private record Sample(double puback, double buyer, long acknowledged) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "PUBACK p99 %.1f ms, buyer p99 %.1f ms, %d acknowledged", puback, buyer, acknowledged);
        }
    }

    private static Sample sample(List<Sender> senders, FeedReader good) {
        Histogram acks = Sender.latencies(senders);
        return new Sample(
                acks.getValueAtPercentile(99) / 1000.0,
                good.takeLatencies().getValueAtPercentile(99) / 1000.0,
                acks.getTotalCount());
    }

    static JsonNode pass(Gateway gateway, String buyer) throws Exception {
        return gateway.json("pass", "grant", "all", "--buyer", buyer, "--for", "30d", "--json");
    }

    static boolean has(FeedReader reader, List<Sender> senders) {
        return senders.stream().allMatch(sender -> reader.has(sender.name, sender.acknowledgedValues()));
    }

    /** Which readings somebody misses, for whoever looks why. */
    static String missing(FeedReader reader, List<Sender> senders) {
        StringBuilder told = new StringBuilder();
        for (Sender sender : senders) {
            BitSet missing = reader.missing(sender.name, sender.acknowledgedValues());
            if (!missing.isEmpty()) {
                told.append(String.format(
                        Locale.ROOT,
                        " %s: %d of %d, from %d to %d",
                        sender.name,
                        missing.cardinality(),
                        sender.acknowledged(),
                        missing.nextSetBit(0),
                        missing.length() - 1));
            }
        }
        return told.toString();
    }
}
