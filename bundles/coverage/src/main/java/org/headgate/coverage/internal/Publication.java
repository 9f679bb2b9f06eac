package org.headgate.coverage.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.headgate.coverage.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What goes into the journal, to be sold and proven as everything that is there.
 *
 * @param id 0 where it is not kept yet
 * @param address {@link #CELL} or {@link #WITNESS}
 * @param trust the lowest of what contributed
 * @param toldAt milliseconds since the epoch
 * @param payload JSON, for {@link CoverageProfile}
 */
record Publication(long id, String address, int trust, long toldAt, byte[] payload) {
    static final String CELL = "cell";
    static final String WITNESS = "witness";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Publication of(CellHour hour, Grid grid, long toldAt) {
        Place centre = grid.centre(hour.cell());
        ObjectNode json = JSON.createObjectNode()
                .put("at", hour.hour())
                .put("cell", Long.toHexString(hour.cell()))
                .put("side", hour.side().name().toLowerCase(Locale.ROOT))
                .put("lat", centre.latitude())
                .put("lon", centre.longitude())
                .put("count", hour.count())
                .put("refused", hour.refused());
        number(json, "rssi/best", hour.bestRssiDbm());
        number(json, "rssi/median", hour.medianRssiDbm());
        number(json, "snr/best", hour.bestSnrDb());
        number(json, "snr/median", hour.medianSnrDb());
        json.put("last", hour.lastHeardAt()).put("transmitters", hour.transmitters());
        return new Publication(0, CELL, hour.trust(), toldAt, bytes(json));
    }

    static Publication of(Judged judged, long toldAt) {
        Verdict verdict = Verdict.decode(judged.verdict());
        ObjectNode json = JSON.createObjectNode()
                .put("at", judged.heardAt())
                .put("sighting", judged.sequence())
                .put("receiver", judged.receiver())
                .put("holds", judged.holds())
                .put("rules", verdict.ruleSet() + "-" + verdict.version())
                .put("verdict", judged.verdict());
        return new Publication(0, WITNESS, judged.trust(), toldAt, bytes(json));
    }

    /** The same for the same content: what is handed in again after a crash is known by it. Nobody who is heard can make two alike. */
    long key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(address.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest(payload)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void number(ObjectNode json, String key, @Nullable Double value) {
        if (value != null) {
            json.put(key, value);
        }
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
