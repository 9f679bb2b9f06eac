package org.headgate.lora.source.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where the antennas on this machine are. A move is one once three places in a row lie farther from the one before than either is accurate. Safe for any thread.
 */
final class Whereabouts {
    private static final int FIXES = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable Place place;
    private String source = "";
    private int farther;
    private long version;

    /** Where they are. @param version counts up with each event @param moved metres since the place before; 0 for the first */
    record Known(Place place, String source, long version, double moved) {
        /** As it is handed in. */
        byte[] json() {
            ObjectNode json = JSON.createObjectNode()
                    .put("lat", place.latitude())
                    .put("lon", place.longitude())
                    .put("accuracy", place.accuracy())
                    .put("source", source);
            if (place.altitude() != null) {
                json.put("alt", place.altitude());
            }
            if (moved > 0) {
                json.put("moved", moved);
            }
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return place.latitude() + ", " + place.longitude() + ", within " + place.accuracy() + " m (" + source + ")";
        }
    }

    private @Nullable Known known;

    /** From the configuration: holds at once. */
    synchronized void set(Place given, String from) {
        take(given, from, 0);
    }

    /** From a receiver. @return whether it is an event: the first, or a move */
    synchronized boolean heard(Place now, String from) {
        Place before = place;
        if (before == null || !source.equals(from)) {
            take(now, from, 0);
            return true;
        }
        double distance = before.distance(now);
        if (distance <= Math.max(before.accuracy(), now.accuracy())) {
            farther = 0;
            if (now.accuracy() < before.accuracy()) {
                place = now;
                known = new Known(now, from, version, known == null ? 0 : known.moved());
            }
            return false;
        }
        if (++farther < FIXES) {
            return false;
        }
        take(now, from, distance);
        return true;
    }

    /** Null where nobody told. */
    synchronized @Nullable Known known() {
        return known;
    }

    private void take(Place now, String from, double moved) {
        place = now;
        source = from;
        farther = 0;
        version++;
        known = new Known(now, from, version, moved);
    }
}
