package org.headgate.profile.homeassistant.internal;

import java.util.Optional;

/** {@code homeassistant/<component>/[<node>/]<object>/config}. @param node "" where there is none */
record DiscoveryTopic(String address, String component, String node, String object) {

    static Optional<DiscoveryTopic> parse(String address) {
        if (!address.startsWith("homeassistant/") || !address.endsWith("/config")) {
            return Optional.empty();
        }
        String[] levels = address.split("/", -1);
        for (String level : levels) {
            if (level.isEmpty()) {
                return Optional.empty();
            }
        }
        return switch (levels.length) {
            case 4 -> Optional.of(new DiscoveryTopic(address, levels[1], "", levels[2]));
            case 5 -> Optional.of(new DiscoveryTopic(address, levels[1], levels[2], levels[3]));
            default -> Optional.empty();
        };
    }

    /** Where a device announces all that it has at once. */
    boolean isOfDevice() {
        return component.equals("device");
    }
}
