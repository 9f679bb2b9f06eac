package org.headgate.profile.theengs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.Beacon;
import org.headgate.profile.ble.BleAddress;
import org.headgate.profile.ble.BleReport;

/** An advert, decoded by the gateway or not. */
final class BluetoothReport {
    /** Who it is, what it is, and the bytes that it was decoded from. */
    private static final Set<String> NOT_MEASURED = Set.of(
            "id",
            "mac",
            "mac_type",
            "adv_type",
            "name",
            "brand",
            "model",
            "model_id",
            "type",
            "mfr",
            "mfid",
            "manufacturerdata",
            "servicedata",
            "servicedatauuid",
            "service_data",
            "service_uuids",
            "uuid",
            "major",
            "minor",
            "cidc",
            "acts",
            "cont",
            "track",
            "encr",
            "prmac",
            "unit",
            "path",
            "hidden",
            "host");

    private static final Set<String> NOT_MEASURED_NOR_TWICE =
            Stream.concat(NOT_MEASURED.stream(), Stream.of("tempf")).collect(Collectors.toUnmodifiableSet());
    /** Phones, watches and the like: that they pass is nobody's to sell. */
    private static final Set<String> PERSONS =
            Set.of("GAEN", "MS-CDP", "APPLE_CONT", "APPLE_CONTAT", "APPLEDEVICE", "APPLEWATCH", "APPLEAIRPODS", "RMAC");

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{32}");

    private BluetoothReport() {}

    static List<Decoded> decode(Message message) throws MalformedPayload {
        Optional<BleReport> parsed = BleReport.of(message);
        if (parsed.isEmpty()) {
            return List.of();
        }
        BleReport report = parsed.get();
        ObjectNode told = report.told();
        String model = told.path("model_id").asText();
        if (PERSONS.contains(model) || PERSONS.contains(told.path("type").asText())) {
            return List.of();
        }
        Optional<Beacon> beacon = beacon(told).or(() -> Beacon.of(report.advert()));
        Optional<BleAddress> address =
                report.address().filter(one -> model.isEmpty() ? one.isStable() : !one.isPrivate());
        Optional<String> device =
                beacon.map(one -> DeviceUrn.named("mqtt", one.name())).or(() -> address.map(BleAddress::urn));
        return device.isPresent() ? decode(message, report, device.get(), beacon) : List.of();
    }

    private static List<Decoded> decode(Message message, BleReport report, String device, Optional<Beacon> beacon)
            throws MalformedPayload {
        ObjectNode told = report.told();
        Decoded.Builder decoded = Decoded.of(device, message)
                .model(model(told))
                .name(beacon.map(Beacon::name).or(() -> report.advert().name()).orElse(null));
        String unit = told.path("unit").asText();
        Members.add(
                told,
                "",
                told.has("tempf") && told.has("tempc") ? NOT_MEASURED_NOR_TWICE : NOT_MEASURED,
                key -> Units.find(key, unit),
                decoded);
        if (beacon.isPresent() && !told.has("txpower")) {
            decoded.number("txpower", "dBm", beacon.get().power());
        }
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    /** Where the gateway has decoded it. */
    private static Optional<Beacon> beacon(ObjectNode told) {
        String uuid = told.path("uuid").asText().toLowerCase(Locale.ROOT).replace("-", "");
        boolean told16 = is16(told.path("major")) && is16(told.path("minor"));
        boolean ours = told.path("model_id").asText().equals("IBEACON")
                && told16
                && UUID.matcher(uuid).matches();
        return ours
                ? Optional.of(Beacon.ibeacon(
                        uuid, told.get("major").intValue(), told.get("minor").intValue(), 0))
                : Optional.empty();
    }

    private static boolean is16(JsonNode number) {
        return number.isInt() && number.intValue() >>> 16 == 0;
    }

    private static String model(ObjectNode told) {
        String brand = told.path("brand").asText();
        String model = told.path("model_id").asText();
        return (brand + ' ' + model).strip();
    }
}
