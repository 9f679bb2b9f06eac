package org.headgate.profile.ble;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.profile.DeviceUrn;

/**
 * Who heard an advert: for coverage this is the device, and what an operator adopts.
 *
 * @param urn as the reporter's own family calls it
 * @param name as it stands in the topic
 */
public record Receiver(String urn, String name) {
    private static final int LONGEST = 128;
    private static final String BRANCH = "/BTtoMQTT";
    private static final Pattern WITH_MAC = Pattern.compile("(?:.*/)?[^/]+-([0-9A-Fa-f]{12})");

    /** Told by the topic; empty where it tells no reporter, or one whose name is longer than 128 characters. */
    public static Optional<Receiver> of(Message message) {
        return Reporter.of(message)
                .map(reporter -> of(reporter, message.address()))
                .filter(receiver -> !receiver.name.isEmpty() && receiver.name.length() <= LONGEST);
    }

    private static Receiver of(Reporter reporter, String topic) {
        return switch (reporter) {
            case OPEN_MQTT_GATEWAY -> named(topic.substring(0, topic.indexOf(BRANCH)));
            case RUUVI_GATEWAY -> ruuvi(topic.substring(topic.indexOf('/') + 1, topic.lastIndexOf('/')));
            case TASMOTA ->
                named(
                        topic.startsWith("tele/")
                                ? topic.substring("tele/".length(), Math.max("tele/".length(), topic.lastIndexOf('/')))
                                : topic.substring(0, topic.length() - "/tele/BLE".length()));
            case SHELLY_SCRIPT -> shelly(topic.substring(0, topic.lastIndexOf('/')));
        };
    }

    private static Receiver named(String name) {
        return new Receiver(DeviceUrn.named("mqtt", name), name);
    }

    private static Receiver ruuvi(String gateway) {
        return BleAddress.parse(gateway, BleAddress.Type.PUBLIC)
                .map(address -> new Receiver(address.urn(), gateway))
                .orElseGet(() -> new Receiver(DeviceUrn.named("mqtt", "ruuvi/" + gateway), gateway));
    }

    /** By its address where the last level before the script's ends with it. */
    private static Receiver shelly(String prefix) {
        Matcher id = WITH_MAC.matcher(prefix);
        return id.matches()
                ? new Receiver(DeviceUrn.mac(id.group(1)), prefix.substring(prefix.lastIndexOf('/') + 1))
                : named(prefix);
    }
}
