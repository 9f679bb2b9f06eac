package org.headgate.lora.source.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** What a satellite receiver says in one line: TPV of gpsd's JSON, or the sentence GGA of NMEA 0183 of any constellation. */
final class GnssLine {
    /** Of a receiver that tells no error: what a fix without corrections has, times the dilution that it tells. */
    private static final double METRES_OF_DILUTION = 5;

    private static final double UNTOLD_METRES = 30;
    private static final int GGA_FIELDS = 10;

    private GnssLine() {}

    /** Empty where it tells no place. */
    static Optional<Place> place(String line) {
        try {
            return line.startsWith("{") ? gpsd(line) : line.startsWith("$") ? nmea(line) : Optional.empty();
        } catch (MalformedPayload | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Place> gpsd(String line) throws MalformedPayload {
        JsonNode report = StrictJson.object(line.getBytes(StandardCharsets.UTF_8));
        boolean fixed = report.path("class").asText("").equals("TPV")
                && report.path("mode").asInt(0) >= 2;
        if (!fixed || !report.path("lat").isNumber() || !report.path("lon").isNumber()) {
            return Optional.empty();
        }
        Double altitude = number(report, "altMSL");
        Double error = number(report, "eph");
        if (error == null) {
            Double east = number(report, "epx");
            Double north = number(report, "epy");
            error = east == null || north == null
                    ? Double.valueOf(UNTOLD_METRES)
                    : Double.valueOf(Math.hypot(east, north));
        }
        return Optional.of(new Place(
                report.get("lat").doubleValue(),
                report.get("lon").doubleValue(),
                altitude == null ? number(report, "alt") : altitude,
                error));
    }

    private static @Nullable Double number(JsonNode from, String key) {
        return from.path(key).isNumber() ? from.get(key).doubleValue() : null;
    }

    /** {@code $..GGA,time,latitude,N,longitude,E,quality,satellites,dilution,altitude,M,…*checksum}. */
    private static Optional<Place> nmea(String line) {
        int star = line.lastIndexOf('*');
        if (star < 0 || star + 3 > line.length() || line.length() < 6 || !line.startsWith("GGA", 3)) {
            return Optional.empty();
        }
        int sum = 0;
        for (int i = 1; i < star; i++) {
            sum ^= line.charAt(i);
        }
        String[] fields = line.substring(1, star).split(",", -1);
        boolean right = Integer.parseInt(line.substring(star + 1, star + 3), 16) == sum;
        if (!right || fields.length < GGA_FIELDS || fields[6].isEmpty() || fields[6].equals("0")) {
            return Optional.empty();
        }
        return Optional.of(new Place(
                degrees(fields[2], 2, fields[3], "S"),
                degrees(fields[4], 3, fields[5], "W"),
                fields[9].isEmpty() ? null : Double.valueOf(fields[9]),
                Double.parseDouble(fields[8]) * METRES_OF_DILUTION));
    }

    /** {@code ddmm.mmmm}. */
    private static double degrees(String text, int digits, String side, String negative) {
        if (text.length() < digits + 2) {
            throw new IllegalArgumentException("no angle: " + text);
        }
        double value = Integer.parseInt(text.substring(0, digits)) + Double.parseDouble(text.substring(digits)) / 60;
        return side.equals(negative) ? -value : value;
    }
}
