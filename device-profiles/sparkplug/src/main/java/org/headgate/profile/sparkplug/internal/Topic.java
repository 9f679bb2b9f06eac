package org.headgate.profile.sparkplug.internal;

import java.util.Optional;
import java.util.Set;
import org.headgate.api.profile.DeviceUrn;

/** {@code spBv1.0/<group>/<type>/<edge>[/<device>]} (Sparkplug 3.0, chapter 4). @param device "" for the edge node itself */
record Topic(String group, String type, String edge, String device) {
    static final String NAMESPACE = "spBv1.0/";
    private static final Set<String> OF_NODES = Set.of("NBIRTH", "NDEATH", "NDATA", "NCMD");
    private static final Set<String> OF_DEVICES = Set.of("DBIRTH", "DDEATH", "DDATA", "DCMD");

    /** Empty for what is none; that of a host's STATE is without names. */
    static Optional<Topic> parse(String address) {
        if (!address.startsWith(NAMESPACE)) {
            return Optional.empty();
        }
        String[] levels = address.split("/", -1);
        for (String level : levels) {
            if (level.isEmpty()) {
                return Optional.empty();
            }
        }
        if (levels.length == 3 && levels[1].equals("STATE")) {
            return Optional.of(new Topic("", "STATE", "", ""));
        }
        if (levels.length == 4 && OF_NODES.contains(levels[2])) {
            return Optional.of(new Topic(levels[1], levels[2], levels[3], ""));
        }
        if (levels.length == 5 && OF_DEVICES.contains(levels[2])) {
            return Optional.of(new Topic(levels[1], levels[2], levels[3], levels[4]));
        }
        return Optional.empty();
    }

    /** The edge node, as births are kept under. */
    String node() {
        return group + '/' + edge;
    }

    /** The edge node or the device, as births are kept under. */
    String subject() {
        return device.isEmpty() ? node() : node() + '/' + device;
    }

    static String urn(String subject) {
        return DeviceUrn.named("mqtt", NAMESPACE + subject);
    }

    /** What to do for a new birth. */
    String rebirth() {
        return "have the node announce itself again: restart it, or publish the metric 'Node Control/Rebirth' = true to spBv1.0/"
                + group + "/NCMD/" + edge;
    }
}
