package org.headgate.e2e;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/** Compares what devices know to be acknowledged with what the gateway kept, by an export that was verified without it. */
final class Kept {
    private final Verdict verdict;
    private final Exported exported;
    private long acknowledged;
    private long lost;
    private long doubled;
    private long disordered;

    private Kept(Verdict verdict, Exported exported) {
        this.verdict = verdict;
        this.exported = exported;
    }

    static Kept of(Verdict verdict, Gateway gateway) throws IOException, InterruptedException {
        verdict.say("exporting and verifying");
        return new Kept(verdict, Exported.of(gateway));
    }

    Kept compare(List<Sender> senders) {
        for (Sender sender : senders) {
            compare(sender.name, sender.acknowledgedValues());
            verdict.check(
                    sender.sessionsLost() == 0, "%s lost its session %d times", sender.name, sender.sessionsLost());
        }
        return this;
    }

    Kept compare(String device, BitSet acknowledgedValues) {
        BitSet kept = new BitSet();
        long before = 0;
        for (long value : exported.values(Reading.name(device))) {
            if (kept.get((int) value)) {
                doubled++;
            } else if (value < before) {
                disordered++;
            }
            kept.set((int) value);
            before = Math.max(before, value);
        }
        BitSet missing = (BitSet) acknowledgedValues.clone();
        missing.andNot(kept);
        acknowledged += acknowledgedValues.cardinality();
        lost += missing.cardinality();
        return this;
    }

    /** Writes the verdict: nothing lost, doubled or out of order. */
    void tell() {
        verdict.fact("contributions", exported.rows().size());
        verdict.fact("acknowledged", acknowledged);
        verdict.none("lost", lost);
        verdict.none("doubled", doubled);
        verdict.none("disordered", disordered);
    }

    long lost() {
        return lost;
    }

    long doubled() {
        return doubled;
    }
}
