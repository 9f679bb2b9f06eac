package org.headgate.profile.sparkplug.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/** A payload as it was sent (Sparkplug 3.0, chapter 6). @param timestamp, seq null where there is none */
record Payload(
        @Nullable Long timestamp,
        List<Metric> metrics,
        @Nullable Long seq) {
    private static final int LARGEST = 512 * 1024;
    private static final String COMPRESSED = "SPBV1.0_COMPRESSED";

    static Payload read(byte[] bytes) throws MalformedPayload {
        if (bytes.length > LARGEST) {
            throw new MalformedPayload("too_large", bytes.length + " bytes, at most " + LARGEST);
        }
        Long timestamp = null;
        Long seq = null;
        List<Metric> metrics = new ArrayList<>();
        Budget budget = new Budget();
        Proto proto = new Proto(bytes);
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> timestamp = proto.number();
                case 2 -> metrics.add(Metric.read(proto.message(), 0, budget));
                case 3 -> seq = proto.number();
                case 4 -> refuseCompressed(proto.text());
                default -> proto.skip();
            }
        }
        if (seq != null && (seq < 0 || seq > 255)) {
            throw new MalformedPayload("bad_sequence", "the sequence number " + seq + " is not in 0 to 255");
        }
        return new Payload(timestamp, metrics, seq);
    }

    private static void refuseCompressed(String uuid) throws MalformedPayload {
        if (uuid.equals(COMPRESSED)) {
            throw new MalformedPayload("compressed", "the payload is compressed: switch that off at the edge node");
        }
    }
}
