package org.headgate.profile.bthome.internal;

import org.headgate.api.profile.DeviceProfile;

/** The profile with the key of its vectors, which in a gateway is in a file. */
public final class ConfiguredBthome {
    private ConfiguredBthome() {}

    public static DeviceProfile profile() {
        BindKeys keys = BindKeys.parse("54:48:E6:8F:80:A5 231d39c1d7cc1ab1aee224cd096db932");
        return new BthomeProfile(() -> keys, "the key of its vectors");
    }
}
