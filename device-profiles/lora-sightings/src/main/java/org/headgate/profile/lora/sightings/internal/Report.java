package org.headgate.profile.lora.sightings.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.headgate.api.message.Kind;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Values;

/** A forwarder's {@code stat}: that the gateway is there, where it is, and what it counted since the report before. */
final class Report {
    private static final List<String> COUNTS = List.of("rxnb", "rxok", "rxfw", "dwnb", "txnb");
    private static final double LARGEST_COUNT = 0xffff_ffffL;
    private static final double HIGHEST_METRES = 100_000;
    private static final double EARTH_METRES = 40_100_000;

    private Report() {}

    static void add(ObjectNode stat, Decoded.Builder decoded) throws MalformedPayload {
        decoded.kind(Kind.AVAILABILITY).flag("online", true);
        for (String key : COUNTS) {
            if (has(stat, key)) {
                decoded.number(key, "count", number(stat, key, 0, LARGEST_COUNT));
            }
        }
        if (has(stat, "ackr")) {
            decoded.number("ackr", "/", number(stat, "ackr", 0, 100) / 100);
        }
        place(stat, decoded);
    }

    /** A forwarder without a receiver for GPS may send zeros. */
    private static void place(ObjectNode stat, Decoded.Builder decoded) throws MalformedPayload {
        if (!has(stat, "lati") || !has(stat, "long")) {
            return;
        }
        double latitude = number(stat, "lati", -90, 90);
        double longitude = number(stat, "long", -180, 180);
        if (latitude == 0 && longitude == 0) {
            return;
        }
        decoded.number("lat", "lat", latitude).number("lon", "lon", longitude);
        if (has(stat, "alti")) {
            decoded.number("alt", "m", number(stat, "alti", -HIGHEST_METRES, HIGHEST_METRES));
        }
    }

    /** Where the gateway is, as the operator or a satellite receiver told, and within what it is right. */
    static void addPlace(ObjectNode place, Decoded.Builder decoded) throws MalformedPayload {
        decoded.number("lat", "lat", number(place, "lat", -90, 90))
                .number("lon", "lon", number(place, "lon", -180, 180));
        if (has(place, "alt")) {
            decoded.number("alt", "m", number(place, "alt", -HIGHEST_METRES, HIGHEST_METRES));
        }
        decoded.number("accuracy", "m", number(place, "accuracy", 0, HIGHEST_METRES));
        if (has(place, "moved")) {
            decoded.number("moved", "m", number(place, "moved", 0, EARTH_METRES));
        }
        Values.text(decoded, "source", place.path("source").asText(""));
    }

    private static boolean has(ObjectNode stat, String key) {
        return stat.hasNonNull(key);
    }

    private static double number(ObjectNode stat, String key, double least, double most) throws MalformedPayload {
        JsonNode value = stat.path(key);
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new MalformedPayload("field_invalid", key + " is no number from " + least + " to " + most);
        }
        return value.doubleValue();
    }
}
