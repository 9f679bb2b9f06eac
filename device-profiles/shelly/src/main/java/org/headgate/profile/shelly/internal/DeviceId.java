package org.headgate.profile.shelly.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.profile.DeviceUrn;
import org.jspecify.annotations.Nullable;

/**
 * What a device is called: {@code <model>-<MAC>}, in older models with the last six digits of the MAC address only, or what its operator calls it.
 *
 * @param name as it stands in the topic or in the message
 */
record DeviceId(String name) {
    private static final Pattern FORM = Pattern.compile("(.+)-(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{12})");
    private static final int MAC_DIGITS = 12;

    /** The last level of {@code path}, if it is an id that holds the whole MAC address. */
    static Optional<DeviceId> withMac(String path) {
        DeviceId id = new DeviceId(path.substring(path.lastIndexOf('/') + 1));
        return id.mac() == null ? Optional.empty() : Optional.of(id);
    }

    boolean hasMac() {
        return mac() != null;
    }

    /** Whether it begins as the vendor's own devices do; others are made under licence. */
    boolean isShelly() {
        return name.regionMatches(true, 0, "shelly", 0, 6);
    }

    String urn() {
        String mac = mac();
        return mac == null ? DeviceUrn.named("mqtt", name) : DeviceUrn.mac(mac);
    }

    /** Null where the operator chose the name. */
    @Nullable
    String model() {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches() && (isShelly() || hasMac()) ? matcher.group(1) : null;
    }

    private @Nullable String mac() {
        int dash = name.length() - MAC_DIGITS - 1;
        if (dash < 1 || name.charAt(dash) != '-') {
            return null;
        }
        for (int i = dash + 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
                return null;
            }
        }
        return name.substring(dash + 1);
    }
}
