package org.headgate.profile.ble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.IntStream;

/** Phones, watches, headphones and what people carry to find their things again: that they pass is nobody's to keep or to sell. */
public final class Persons {
    /** As Theengs names and sorts them. */
    private static final Set<String> DECODED =
            Set.of("GAEN", "MS-CDP", "APPLE_CONT", "APPLE_CONTAT", "APPLEDEVICE", "APPLEWATCH", "APPLEAIRPODS", "RMAC");

    /** Apple but for iBeacons, Microsoft's computers, Samsung (assigned numbers of the Bluetooth SIG). */
    private static final int[] COMPANIES = {0x004c, 0x0006, 0x0075};
    /** Exposure notification, trackers that tell those they follow, Samsung's and Tile's tags, Google's pairing and sharing. */
    private static final int[] SERVICES = {
        0xfd6f, 0xfcb2, 0xfd5a, 0xfd69, 0xfeed, 0xfeec, 0xfd84, 0xfe2c, 0xfef3, 0xfcf1
    };
    /** Google's network that finds things uses Eddystone's service with frames of its own. */
    private static final int EDDYSTONE = 0xfeaa;

    private static final int FINDING = 0x40;

    private Persons() {}

    /** Whether a gateway that decodes adverts says so. */
    public static boolean isDecoded(ObjectNode told) {
        return DECODED.contains(told.path("model_id").asText())
                || DECODED.contains(told.path("type").asText());
    }

    static boolean carries(BleReport report) {
        Advert advert = report.advert();
        return isDecoded(report.told())
                || report.beacon().isEmpty()
                        && IntStream.of(COMPANIES)
                                .anyMatch(
                                        company -> advert.manufacturer(company).isPresent())
                || IntStream.of(SERVICES).anyMatch(uuid -> advert.service(uuid).isPresent())
                || advert.service(EDDYSTONE)
                        .filter(data -> data.length > 0 && (data[0] & 0xfe) == FINDING)
                        .isPresent();
    }
}
