package org.headgate.profile.tasmota.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleReport;
import org.headgate.profile.ble.Receiver;
import org.headgate.profile.ble.Sighting;
import org.headgate.profile.wifi.AccessPoint;

/** What a device hears around it: adverts of Bluetooth devices, and Wi-Fi networks when it was told to look for them. */
final class Nearby {
    private static final byte[] NOT_TOLD = {};

    private Nearby() {}

    /** {@code tele/<topic>/BLE}. */
    static List<Decoded> advert(Message message) throws MalformedPayload {
        Optional<BleReport> report = BleReport.of(message);
        return report.flatMap(one -> Sighting.of(message, one, false)).stream().toList();
    }

    /** Of a sensor whose values are in {@code SENSOR}. @param at when, in seconds since the epoch */
    static Optional<Decoded> sensor(Message message, Topic topic, Behind sensor, OptionalDouble at)
            throws MalformedPayload {
        OptionalInt rssi = BleReport.strength(sensor.values().path("RSSI"));
        Optional<String> address = sensor.address();
        return rssi.isEmpty() || address.isEmpty()
                ? Optional.empty()
                : Sighting.of(
                        message,
                        new Receiver(topic.urn(), topic.device()),
                        BleReport.of(address.get(), NOT_TOLD, NOT_TOLD, rssi, at),
                        true);
    }

    /** {@code {"WiFiScan":{"NET1":{"SSId":"…","BSSId":"…","Channel":"11","Signal":"-67","RSSI":"66",…},…}}}; {@code RSSI} is a quality. */
    static List<Decoded> networks(Message message, Topic topic, ObjectNode result) {
        List<Decoded> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : result.properties()) {
            if (field.getKey().equalsIgnoreCase("WifiScan")) {
                for (JsonNode network : field.getValue()) {
                    network(network)
                            .sighting(Decoded.of(topic.urn(), message).name(topic.device()))
                            .ifPresent(all::add);
                }
            }
        }
        return all;
    }

    /** Numbers are told as text. */
    private static AccessPoint network(JsonNode told) {
        return new AccessPoint(
                told.path("BSSId").asText(),
                told.path("SSId").asText(),
                told.path("Channel").asInt(0),
                told.path("Signal").asInt(0));
    }
}
