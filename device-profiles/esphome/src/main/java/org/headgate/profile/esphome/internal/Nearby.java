package org.headgate.profile.esphome.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleReport;
import org.headgate.profile.ble.Receiver;
import org.headgate.profile.ble.Sighting;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.StrictText;

/** Text sensors that say whom the node hears around it. */
final class Nearby {
    private static final byte[] NOT_TOLD = {};
    private static final Pattern ADVERT = Pattern.compile("\\{\"timestamp\":\\d{1,19},\"address\":\"");
    private static final Pattern NETWORK = Pattern.compile(".{0,64}: -?\\d{1,3}dB");

    private Nearby() {}

    /** Whether it is what the platform {@code ble_scanner} writes. */
    static boolean isAdvert(String text) {
        return ADVERT.matcher(text).lookingAt();
    }

    /** Whether it is what {@code wifi_info} calls scan results: names of networks, and nothing that says which ones they are. */
    static boolean areNetworks(String text) {
        return !text.isEmpty()
                && text.lines().allMatch(line -> NETWORK.matcher(line).matches());
    }

    /** {@code {"timestamp":1578254525,"address":"D7:E7:E7:66:DD:33","rssi":"-80","name":"…"}}; a node without a clock counts from its start. */
    static Optional<Decoded> advert(Message message, Topic topic) throws MalformedPayload {
        ObjectNode told = StrictJson.object(message.payload());
        OptionalInt rssi = BleReport.strength(told.path("rssi"));
        if (told.path("rssi").isTextual()) {
            double number = StrictText.number(told.path("rssi").textValue()).orElse(0);
            rssi = BleReport.strength(told.numberNode((int) number));
        }
        BleReport report = BleReport.of(
                told.path("address").asText(),
                NOT_TOLD,
                NOT_TOLD,
                rssi,
                DeviceTime.ofSeconds(told.path("timestamp"), message.receivedAt()));
        return Sighting.of(message, new Receiver(topic.urn(), topic.device()), report, false);
    }
}
