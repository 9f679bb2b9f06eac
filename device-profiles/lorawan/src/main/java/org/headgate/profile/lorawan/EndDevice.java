package org.headgate.profile.lorawan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A LoRaWAN device, as far as its network server told.
 *
 * @param urn {@code urn:dev:mac:<DevEUI>}; of a device without a DevEUI a URN made of its names at the server
 * @param devEui 16 hexadecimal digits in lower case, or null
 * @param joinEui 16 hexadecimal digits in lower case, or null
 * @param devAddr 8 hexadecimal digits in lower case, or null
 * @param name what the operator calls it
 * @param application what the operator calls the application that it belongs to
 * @param profile what the operator calls its kind (ChirpStack's device profile)
 * @param brand id of its maker in the LoRaWAN Device Repository, for example {@code milesight-iot}
 * @param model id of its model there, for example {@code am308l}
 * @param firmware version, as in the repository
 * @param tags what the operator noted at the server, of the device and of its profile
 */
public record EndDevice(
        String urn,
        @Nullable String devEui,
        @Nullable String joinEui,
        @Nullable String devAddr,
        @Nullable String name,
        @Nullable String application,
        @Nullable String profile,
        @Nullable String brand,
        @Nullable String model,
        @Nullable String firmware,
        Map<String, String> tags) {

    public EndDevice {
        tags = Map.copyOf(tags);
    }

    /** What it is, for people: brand, model and firmware, else the name of its kind, else null. */
    public @Nullable String kind() {
        if (model == null) {
            return profile;
        }
        String made = brand == null ? model : brand + ' ' + model;
        return firmware == null ? made : made + ", firmware " + firmware;
    }
}
