package org.headgate.intake.internal;

import java.util.Arrays;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;

/** One transmitter as one receiver hears it: what is to be told with its next sighting. Not thread-safe. */
final class Heard {
    private static final int FIRST_STRENGTHS = 8;
    /** Beyond, every second is kept, then every fourth, and so on: the median of as many is near enough. */
    private static final int MOST_STRENGTHS = 64;

    final boolean known;
    private long toldAt;
    private long lastAt;
    private boolean told;
    private int count;
    private int strengths;
    private int stride = 1;
    private int kept;
    private byte best;
    private byte[] some = {};

    /** @param known whether the transmitter is an adopted device */
    Heard(boolean known) {
        this.known = known;
    }

    void add(Decoded sighting, long at) {
        lastAt = at;
        count++;
        for (SenmlRecord record : sighting.records()) {
            boolean strength =
                    record.value() instanceof SenmlValue.Num && record.name().endsWith(":rssi");
            if (strength && record.value() instanceof SenmlValue.Num number) {
                strength((byte) Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, Math.round(number.value()))));
                return;
            }
        }
    }

    boolean isDue(long now, long interval) {
        return !told || Math.abs(now - toldAt) >= interval;
    }

    boolean isSilent(long now, long interval) {
        return Math.abs(now - lastAt) >= interval;
    }

    /** The sighting with all that was heard since the one before, itself included; then it begins anew. */
    Decoded tell(Decoded sighting, Message message, long now) {
        Decoded.Builder whole = Decoded.of(sighting.device(), message)
                .kind(sighting.kind())
                .trust(sighting.trust())
                .model(sighting.model())
                .name(sighting.name());
        sighting.records().forEach(whole::record);
        whole.at(sighting.records().get(0).time()).number("heard", "count", count);
        if (strengths > 1) {
            whole.number("rssi.best", "dBm", best).number("rssi.median", "dBm", median());
        }
        told = true;
        toldAt = now;
        count = 0;
        strengths = 0;
        kept = 0;
        stride = 1;
        return whole.build();
    }

    private void strength(byte dbm) {
        best = strengths == 0 || dbm > best ? dbm : best;
        if (strengths++ % stride != 0) {
            return;
        }
        if (kept == MOST_STRENGTHS) {
            for (int i = 0; i < MOST_STRENGTHS / 2; i++) {
                some[i] = some[2 * i];
            }
            kept = MOST_STRENGTHS / 2;
            stride *= 2;
        }
        if (kept == some.length) {
            some = Arrays.copyOf(some, Math.max(FIRST_STRENGTHS, 2 * some.length));
        }
        some[kept++] = dbm;
    }

    private double median() {
        byte[] sorted = Arrays.copyOf(some, kept);
        Arrays.sort(sorted);
        return (sorted[(kept - 1) / 2] + sorted[kept / 2]) / 2.0;
    }
}
