package org.headgate.profile.shelly.internal;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A topic that is, or may be, a Shelly's. The second generation's prefix is the device's id unless the operator chose another, which may hold slashes.
 *
 * @param device the id or the prefix; its name is "" where the topic has none
 * @param rest what the form leaves open: the component of a status, the levels behind the id in the first generation
 * @param certain whether the topic alone says that it is a Shelly's
 */
record Topic(Form form, DeviceId device, String rest, boolean certain) {
    private static final String SHELLIES = "shellies/";
    private static final String BLU = "shelly-blu/events/";
    /** What a script passes on as it is, is for the family that it is of. */
    private static final String RAW = "/bleraw";

    private static final Pattern NUMBERED = Pattern.compile("[a-z][a-z0-9]*:\\d{1,4}");
    private static final Pattern WITH_ID = Pattern.compile("(?i)(?:.+/)?shelly[^/]{0,40}-[0-9a-f]{12}/.+");
    private static final Set<String> SINGLE = Set.of("sys", "wifi");

    /** {@code OTHER}: a Shelly's, but no report. */
    enum Form {
        ANNOUNCE,
        ONLINE,
        FIRST_GENERATION,
        STATUS,
        NOTIFICATION,
        RESPONSE,
        BLU,
        OTHER
    }

    static Optional<Topic> parse(String address) {
        if (address.endsWith(RAW)) {
            return Optional.empty();
        }
        if (address.startsWith(BLU)) {
            return Optional.of(new Topic(Form.BLU, new DeviceId(""), address.substring(BLU.length()), true));
        }
        boolean below = address.startsWith(SHELLIES);
        String path = below ? address.substring(SHELLIES.length()) : address;
        Topic topic = shaped(path, below);
        if (topic != null && topic.certain) {
            return Optional.of(topic);
        }
        if (below) {
            return Optional.of(first(path));
        }
        if (WITH_ID.matcher(path).matches()) {
            return Optional.of(new Topic(Form.OTHER, new DeviceId(""), "", true));
        }
        return topic == null || topic.form == Form.ANNOUNCE ? Optional.empty() : Optional.of(topic);
    }

    private static Topic first(String path) {
        int slash = path.indexOf('/');
        if (slash > 0 && slash < path.length() - 1) {
            return new Topic(
                    Form.FIRST_GENERATION, new DeviceId(path.substring(0, slash)), path.substring(slash + 1), true);
        }
        return new Topic(path.equals("announce") ? Form.ANNOUNCE : Form.OTHER, new DeviceId(""), "", true);
    }

    /** By its last levels; null where they are none that the second generation has. */
    private static @Nullable Topic shaped(String path, boolean below) {
        int slash = path.lastIndexOf('/');
        String last = path.substring(slash + 1);
        String above = path.substring(0, Math.max(0, slash));
        return switch (last) {
            case "online" -> of(Form.ONLINE, above, "", below);
            case "announce" -> of(Form.ANNOUNCE, above, "", below);
            case "rpc" ->
                above.endsWith("/events")
                        ? of(Form.NOTIFICATION, parent(above), "", below)
                        : of(Form.RESPONSE, above, "", below);
            default ->
                above.endsWith("/status")
                                && (below
                                        || SINGLE.contains(last)
                                        || NUMBERED.matcher(last).matches()
                                        || isId(parent(above)))
                        ? of(Form.STATUS, parent(above), last, below)
                        : null;
        };
    }

    private static @Nullable Topic of(Form form, String prefix, String rest, boolean below) {
        if (prefix.isEmpty()) {
            return null;
        }
        DeviceId device = DeviceId.withMac(prefix).orElseGet(() -> new DeviceId(prefix));
        return new Topic(form, device, rest, below || isId(prefix));
    }

    private static boolean isId(String prefix) {
        return DeviceId.withMac(prefix).filter(DeviceId::isShelly).isPresent();
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
