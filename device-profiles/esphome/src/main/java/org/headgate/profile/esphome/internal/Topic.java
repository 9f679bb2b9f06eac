package org.headgate.profile.esphome.internal;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.headgate.api.profile.DeviceUrn;
import org.jspecify.annotations.Nullable;

/**
 * A topic that may be ESPHome's: {@code <prefix>/<type>/<object id>[/<aspect>]/state}, {@code <prefix>/status}, {@code esphome/discover/<node>}. The prefix is the
 * node's name unless the operator chose another.
 *
 * @param what kind of topic it is
 * @param device the prefix, or the node's name
 * @param kind the component's type, with the aspect behind a slash; "" where the topic has none
 * @param id the object id
 */
record Topic(What what, String device, String kind, String id) {
    private static final String DISCOVER = "esphome/discover/";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    /** First levels under which others have topics of the same shape. */
    private static final Set<String> OTHERS = Set.of("homeassistant", "shellies", "tele", "stat", "cmnd");

    /** {@code OTHER}: ESPHome's, but no report. */
    enum What {
        STATE,
        STATUS,
        DEBUG,
        DISCOVERY,
        OTHER
    }

    static Optional<Topic> parse(String address) {
        if (address.startsWith(DISCOVER) && address.length() > DISCOVER.length()) {
            return Optional.of(new Topic(What.DISCOVERY, address.substring(DISCOVER.length()), "", ""));
        }
        if (address.equals("esphome/discover") || address.startsWith("esphome/ping/")) {
            return Optional.of(new Topic(What.OTHER, "", "", ""));
        }
        int slash = address.lastIndexOf('/');
        String first = address.substring(0, Math.max(0, address.indexOf('/')));
        if (slash < 1 || OTHERS.contains(first) || first.startsWith("zigbee2mqtt") || first.startsWith("$")) {
            return Optional.empty();
        }
        String above = address.substring(0, slash);
        return Optional.ofNullable(
                switch (address.substring(slash + 1)) {
                    case "state" -> entity(What.STATE, above);
                    case "command" -> entity(What.OTHER, above);
                    case "status" -> ofNode(What.STATUS, above);
                    case "debug" -> ofNode(What.DEBUG, above);
                    default -> null;
                });
    }

    String urn() {
        return DeviceUrn.named("mqtt", device);
    }

    /** {@code sensor.<object id>}, {@code cover.<object id>.position}. */
    String quantity() {
        int slash = kind.indexOf('/');
        return slash < 0 ? kind + '.' + id : kind.substring(0, slash) + '.' + id + '.' + kind.substring(slash + 1);
    }

    /** Of a single level, or below {@code esphome/}: many others have a status deeper down. */
    private static @Nullable Topic ofNode(What what, String prefix) {
        boolean node = prefix.indexOf('/') < 0 || prefix.startsWith("esphome/");
        return node && !prefix.equals("esphome") ? new Topic(what, prefix, "", "") : null;
    }

    private static @Nullable Topic entity(What what, String path) {
        int last = path.lastIndexOf('/');
        Topic plain = entity(what, path, last, path.substring(last + 1), "");
        if (plain != null || last < 1) {
            return plain;
        }
        String above = path.substring(0, last);
        int id = above.lastIndexOf('/');
        return entity(what, above, id, above.substring(id + 1), path.substring(last));
    }

    /** @param slash in front of the object id @param aspect with its slash, or "" */
    private static @Nullable Topic entity(What what, String path, int slash, String id, String aspect) {
        int type = slash < 1 ? -1 : path.lastIndexOf('/', slash - 1);
        if (type < 1) {
            return null;
        }
        String kind = path.substring(type + 1, slash) + aspect;
        return Form.of(kind) != null && ID.matcher(id).matches()
                ? new Topic(what, path.substring(0, type), kind, id)
                : null;
    }
}
