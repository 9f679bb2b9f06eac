package org.headgate.profile.zigbee2mqtt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;
import org.headgate.profile.json.DeviceTime;

/** When the device spoke: Zigbee2MQTT repeats old values, for example after its own start. */
final class LastSeen {
    private LastSeen() {}

    /** Seconds since the epoch; empty where it is not told, has no zone, or cannot be. */
    static OptionalDouble of(JsonNode value, long receivedAt) {
        return value.isIntegralNumber()
                ? DeviceTime.of(value.doubleValue() / 1000, receivedAt)
                : DeviceTime.of(value.asText(), receivedAt);
    }
}
