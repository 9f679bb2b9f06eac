package org.headgate.coverage.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.headgate.coverage.Place;
import org.headgate.coverage.RegionalPlan;
import org.headgate.coverage.Station;
import org.headgate.coverage.Transmitter;
import org.headgate.profile.lorawan.region.Region;
import org.jspecify.annotations.Nullable;

/**
 * The operator's list of stations, as JSON: {@code [{"id", "lat", "lon", "gain_dbi", "power_dbm", "region", "announcer"}]}, all but the id optional.
 *
 * @param stations by id, without their cells
 * @param announcers which station a device may announce beacons of, by the device's URN
 */
record StationList(Map<String, Transmitter> stations, Map<String, String> announcers) {
    static final StationList EMPTY = new StationList(Map.of(), Map.of());

    private static final int MOST = 4_096;
    private static final int LONGEST_ID = 400;
    private static final Set<String> KEYS = Set.of("id", "lat", "lon", "gain_dbi", "power_dbm", "region", "announcer");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** @throws IllegalArgumentException that says what is wrong, and where */
    static StationList read(String json) {
        JsonNode list = tree(json);
        if (!list.isArray() || list.size() > MOST) {
            throw new IllegalArgumentException("it must be a JSON array of at most " + MOST + " stations");
        }
        Map<String, Transmitter> stations = new HashMap<>();
        Map<String, String> announcers = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                Transmitter one = station(list.get(i));
                String id = String.valueOf(one.station().id());
                if (stations.put(id, one) != null) {
                    throw new IllegalArgumentException("'" + id + "' is there already");
                }
                if (list.get(i).has("announcer")) {
                    announcers.put(list.get(i).get("announcer").asText(), id);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("station " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new StationList(Map.copyOf(stations), Map.copyOf(announcers));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "it is no JSON at line " + e.getLocation().getLineNr(), e);
        }
    }

    private static Transmitter station(JsonNode node) {
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("unknown key '" + key + "'");
            }
        }
        String id = node.path("id").asText();
        if (!node.path("id").isTextual() || id.isBlank() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("it needs an id, of at most " + LONGEST_ID + " characters");
        }
        Double latitude = number(node, "lat", -90, 90);
        Double longitude = number(node, "lon", -180, 180);
        if (latitude == null != (longitude == null)) {
            throw new IllegalArgumentException("lat and lon go together");
        }
        Place place = latitude == null || longitude == null ? null : new Place(latitude, longitude);
        Station station = new Station(id, place, 0, number(node, "gain_dbi", -50, 50), region(node));
        return new Transmitter(station, number(node, "power_dbm", -100, 100));
    }

    private static @Nullable Region region(JsonNode node) {
        if (!node.has("region")) {
            return null;
        }
        String name = node.get("region").asText();
        return RegionalPlan.named(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no region '" + name + "'"));
    }

    private static @Nullable Double number(JsonNode node, String key, double least, double most) {
        if (!node.has(key)) {
            return null;
        }
        double value = node.get(key).isNumber() ? node.get(key).doubleValue() : Double.NaN;
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(key + " is no number from " + least + " to " + most);
        }
        return value;
    }
}
