package org.headgate.profile.zigbee2mqtt.internal;

import java.util.Optional;
import org.headgate.api.profile.DeviceUrn;

/**
 * A topic of Zigbee2MQTT, {@code <base>/<friendly name>[/<what>]}. Friendly names may hold slashes.
 *
 * @param base {@code zigbee2mqtt}, or a name that begins so where there are several
 * @param rest all behind it
 */
record Topic(String base, String rest) {
    private static final String FAMILY = "zigbee2mqtt";
    private static final int EUI_LENGTH = 18;

    static Optional<Topic> parse(String address) {
        int slash = address.indexOf('/');
        if (!address.startsWith(FAMILY) || slash < 0 || slash == address.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(new Topic(address.substring(0, slash), address.substring(slash + 1)));
    }

    /** Whether the bridge runs, and what it is. */
    boolean isBridge() {
        return rest.equals("bridge/state") || rest.equals("bridge/info");
    }

    /** The bridge's other words, and commands to devices. */
    boolean isNoReport() {
        return rest.equals("bridge") || rest.startsWith("bridge/") || isCommand("/set") || isCommand("/get");
    }

    private boolean isCommand(String level) {
        return rest.endsWith(level) || rest.contains(level + "/");
    }

    boolean isAvailability() {
        return rest.endsWith("/availability");
    }

    /** The friendly name, where the whole rest is one. */
    String name() {
        return rest;
    }

    /** The friendly name, where the last level says what it is about. */
    String nameAboveLast() {
        return rest.substring(0, Math.max(0, rest.lastIndexOf('/')));
    }

    String last() {
        return rest.substring(rest.lastIndexOf('/') + 1);
    }

    /** {@code 0x} and 16 hexadecimal digits in lower case. */
    static boolean isEui(String text) {
        if (text.length() != EUI_LENGTH || !text.startsWith("0x")) {
            return false;
        }
        for (int i = 2; i < EUI_LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The device of a friendly name: its EUI-64 where the name is one, else the name, and with it the base where that is not the usual one. */
    String urn(String friendlyName) {
        if (isEui(friendlyName)) {
            return DeviceUrn.mac(friendlyName);
        }
        String instance = base.equals(FAMILY) ? "" : base.substring(FAMILY.length()) + "/";
        return DeviceUrn.named("mqtt", instance + friendlyName);
    }
}
