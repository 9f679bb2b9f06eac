package org.headgate.profile.lorawan.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/**
 * A frame that a concentrator heard: one element of {@code rxpk}, as packet forwarders send it (Semtech packet_forwarder, PROTOCOL.TXT version 2; with
 * {@code rsig} of forwarders that have several antennas).
 *
 * @param timestamp the concentrator's counter in microseconds, 32 bits unsigned, or null
 * @param frequency Hz
 * @param modulation {@code LORA}, {@code FSK} and so on, or null
 * @param dataRate how fast
 * @param codingRate for example {@code 4/5}, or null
 * @param crc 1 right, 0 none, -1 wrong; null where it is not told
 * @param antennas at least one; the best first
 * @param payload what was heard, at most 255 bytes; not to be changed
 * @param time as it was sent, or null
 */
public record HeardFrame(
        @Nullable Long timestamp,
        long frequency,
        @Nullable String modulation,
        DataRate dataRate,
        @Nullable String codingRate,
        @Nullable Integer crc,
        List<Antenna> antennas,
        byte[] payload,
        @Nullable String time) {
    private static final double HERTZ = 1e6;
    private static final double HIGHEST_MEGAHERTZ = 4_294.967_295;
    private static final int MOST_ANTENNAS = 16;
    private static final int LARGEST = 255;
    private static final int LONGEST_TEXT = 64;

    /** What one antenna heard. @param rssi of the signal where it is told, else of the channel, dBm @param snr dB */
    public record Antenna(
            @Nullable Integer number,
            @Nullable Double rssi,
            @Nullable Double snr) {
        private static final Comparator<Antenna> BEST_FIRST = Comparator.comparingDouble(
                        (Antenna one) -> one.rssi() == null ? Double.NEGATIVE_INFINITY : one.rssi())
                .reversed();
    }

    /** @throws MalformedPayload {@code field_missing} or {@code field_invalid} */
    public static HeardFrame read(ObjectNode rxpk) throws MalformedPayload {
        return new HeardFrame(
                whole(rxpk, "tmst", 0, 0xffff_ffffL),
                frequency(rxpk),
                text(rxpk, "modu"),
                DataRate.read(rxpk.path("datr")),
                text(rxpk, "codr"),
                Optional.ofNullable(whole(rxpk, "stat", -1, 1))
                        .map(Long::intValue)
                        .orElse(null),
                antennas(rxpk),
                payload(rxpk),
                text(rxpk, "time"));
    }

    /** The LoRaWAN frame in it; empty where it has the shape of none, or its checksum is wrong. */
    public Optional<PhyPayload> lorawan() {
        return crc != null && crc < 0 ? Optional.empty() : PhyPayload.parse(payload);
    }

    /** The coverage beacon in it; empty where it is none, or its checksum is wrong. */
    public Optional<CoverageBeacon> beacon() {
        return crc != null && crc < 0 ? Optional.empty() : CoverageBeacon.read(payload);
    }

    private static long frequency(ObjectNode rxpk) throws MalformedPayload {
        Double megahertz = number(rxpk, "freq");
        if (megahertz == null) {
            throw missing("freq");
        }
        if (!(megahertz > 0 && megahertz <= HIGHEST_MEGAHERTZ)) {
            throw invalid("freq", "not between 0 and " + HIGHEST_MEGAHERTZ + " MHz");
        }
        return Math.round(megahertz * HERTZ);
    }

    private static byte[] payload(ObjectNode rxpk) throws MalformedPayload {
        JsonNode data = rxpk.path("data");
        if (data.isMissingNode() || data.isNull()) {
            throw missing("data");
        }
        if (!data.isTextual()) {
            throw invalid("data", "no Base64 text");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(data.textValue());
        } catch (IllegalArgumentException e) {
            throw invalid("data", "not Base64 (" + e.getMessage() + ")");
        }
        if (bytes.length > LARGEST) {
            throw invalid("data", "of " + bytes.length + " bytes, at most " + LARGEST);
        }
        return bytes;
    }

    private static List<Antenna> antennas(ObjectNode rxpk) throws MalformedPayload {
        JsonNode several = rxpk.path("rsig");
        if (!several.isArray() || several.isEmpty()) {
            return List.of(antenna(rxpk));
        }
        if (several.size() > MOST_ANTENNAS) {
            throw invalid("rsig", "of " + several.size() + " antennas, at most " + MOST_ANTENNAS);
        }
        List<Antenna> antennas = new ArrayList<>();
        for (JsonNode one : several) {
            if (!(one instanceof ObjectNode object)) {
                throw invalid("rsig", "no array of objects");
            }
            antennas.add(antenna(object));
        }
        antennas.sort(Antenna.BEST_FIRST);
        return List.copyOf(antennas);
    }

    private static Antenna antenna(ObjectNode from) throws MalformedPayload {
        Long number = whole(from, "ant", 0, LARGEST);
        return new Antenna(
                number == null ? null : number.intValue(),
                first(from, "rssis", "rssi", "rssic"),
                first(from, "lsnr", "snr"));
    }

    private static @Nullable Double first(ObjectNode from, String... keys) throws MalformedPayload {
        for (String key : keys) {
            Double value = number(from, key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable Double number(ObjectNode from, String key) throws MalformedPayload {
        JsonNode value = from.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw invalid(key, "no number");
        }
        return value.doubleValue();
    }

    private static @Nullable Long whole(ObjectNode from, String key, long least, long most) throws MalformedPayload {
        Double value = number(from, key);
        if (value == null) {
            return null;
        }
        if (value != Math.rint(value) || value < least || value > most) {
            throw invalid(key, "no whole number from " + least + " to " + most);
        }
        return value.longValue();
    }

    private static @Nullable String text(ObjectNode from, String key) throws MalformedPayload {
        JsonNode value = from.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.textValue().length() > LONGEST_TEXT) {
            throw invalid(key, "no text of at most " + LONGEST_TEXT + " characters");
        }
        return value.textValue();
    }

    private static MalformedPayload missing(String key) {
        return new MalformedPayload("field_missing", "there is no " + key);
    }

    static MalformedPayload invalid(String key, String what) {
        return new MalformedPayload("field_invalid", key + " is " + what);
    }
}
