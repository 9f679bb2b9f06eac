package org.headgate.profile.shelly.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleReport;
import org.headgate.profile.ble.Receiver;
import org.headgate.profile.ble.Sighting;
import org.headgate.profile.wifi.AccessPoint;

/** What a device hears around it: adverts that its script passes on, and Wi-Fi networks when it was asked for them. */
final class Nearby {
    private static final int MOST = 512;
    private static final byte[] NOT_TOLD = {};

    private Nearby() {}

    /** The event {@code ble.scan_result}: {@code [1, address, rssi, advert, scan response]} or {@code [2, [[address, rssi, advert, scan response], …]]}, bytes in Base64. */
    static List<Decoded> adverts(Message message, DeviceId device, JsonNode data, double at) throws MalformedPayload {
        List<Decoded> all = new ArrayList<>();
        if (data.path(0).asInt() == 1) {
            advert(message, device, data, 1, at).ifPresent(all::add);
        } else if (data.path(0).asInt() == 2) {
            if (data.path(1).size() > MOST) {
                throw tooMany();
            }
            for (JsonNode one : data.path(1)) {
                advert(message, device, one, 0, at).ifPresent(all::add);
            }
        }
        return all;
    }

    /** One that cannot be read does not lose the others. */
    private static Optional<Decoded> advert(Message message, DeviceId device, JsonNode told, int from, double at) {
        try {
            BleReport report = BleReport.of(
                    told.path(from).asText(),
                    told.path(from + 2).isTextual() ? told.path(from + 2).binaryValue() : NOT_TOLD,
                    told.path(from + 3).isTextual() ? told.path(from + 3).binaryValue() : NOT_TOLD,
                    BleReport.strength(told.path(from + 1)),
                    OptionalDouble.of(at));
            return Sighting.of(message, receiver(device), report, false);
        } catch (MalformedPayload | IOException e) {
            return Optional.empty();
        }
    }

    /** A BLU device whose broadcast the vendor's script has decoded. */
    static Optional<Decoded> decoded(Message message, DeviceId device, ObjectNode data, double at)
            throws MalformedPayload {
        BleReport report = BleReport.of(
                data.path("address").asText(),
                NOT_TOLD,
                NOT_TOLD,
                BleReport.strength(data.path("rssi")),
                OptionalDouble.of(at));
        return Sighting.of(message, receiver(device), report, true);
    }

    /** The answer to {@code Wifi.Scan}. */
    static List<Decoded> networks(Message message, DeviceId device, JsonNode results) throws MalformedPayload {
        if (results.size() > MOST) {
            throw tooMany();
        }
        List<Decoded> all = new ArrayList<>();
        for (JsonNode network : results) {
            new AccessPoint(
                            network.path("bssid").asText(),
                            network.path("ssid").asText(),
                            network.path("channel").asInt(0),
                            network.path("rssi").asInt(0))
                    .sighting(Decoded.of(device.urn(), message)
                            .name(device.name())
                            .model(device.model()))
                    .ifPresent(all::add);
        }
        return all;
    }

    private static Receiver receiver(DeviceId device) {
        return new Receiver(device.urn(), device.name());
    }

    private static MalformedPayload tooMany() {
        return new MalformedPayload("too_many_values", "more than " + MOST + " were heard in one message");
    }
}
