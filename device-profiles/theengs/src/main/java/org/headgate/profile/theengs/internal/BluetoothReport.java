package org.headgate.profile.theengs.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.Beacon;
import org.headgate.profile.ble.BleAddress;
import org.headgate.profile.ble.BleReport;
import org.headgate.profile.ble.Persons;
import org.headgate.profile.ble.Sighting;

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
    /** That, alone, is no value of the device: the sighting says it. */
    private static final Set<String> STRENGTH = Set.of("rssi", "txpower", "distance");

    private BluetoothReport() {}

    static List<Decoded> decode(Message message) throws MalformedPayload {
        Optional<BleReport> parsed = BleReport.of(message);
        if (parsed.isEmpty() || Persons.isDecoded(parsed.get().told())) {
            return List.of();
        }
        BleReport report = parsed.get();
        boolean understood = !report.told().path("model_id").asText().isEmpty();
        Optional<String> name = report.beacon().map(Beacon::name);
        Optional<String> device = name.map(own -> DeviceUrn.named("mqtt", own))
                .or(() -> report.address()
                        .filter(one -> understood ? !one.isPrivate() : one.isStable())
                        .map(BleAddress::urn));
        List<Decoded> all = new ArrayList<>(2);
        if (device.isPresent()) {
            values(message, report, device.get(), name.or(() -> report.advert().name()))
                    .ifPresent(all::add);
        }
        Sighting.of(message, report, understood).ifPresent(all::add);
        return all;
    }

    private static Optional<Decoded> values(Message message, BleReport report, String device, Optional<String> name)
            throws MalformedPayload {
        ObjectNode told = report.told();
        Decoded.Builder builder = Decoded.of(device, message).model(model(told)).name(name.orElse(null));
        String unit = told.path("unit").asText();
        Members.add(
                told,
                "",
                told.has("tempf") && told.has("tempc") ? NOT_MEASURED_NOR_TWICE : NOT_MEASURED,
                key -> Units.find(key, unit),
                builder);
        Decoded decoded = builder.build();
        boolean says = decoded.records().stream()
                .map(record -> record.name().substring(device.length() + 1))
                .anyMatch(quantity -> !STRENGTH.contains(quantity));
        return says ? Optional.of(decoded) : Optional.empty();
    }

    private static String model(ObjectNode told) {
        String brand = told.path("brand").asText();
        String model = told.path("model_id").asText();
        return (brand + ' ' + model).strip();
    }
}
