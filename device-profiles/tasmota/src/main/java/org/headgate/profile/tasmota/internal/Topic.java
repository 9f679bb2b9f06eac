package org.headgate.profile.tasmota.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.headgate.api.profile.DeviceUrn;

/**
 * A topic of Tasmota: {@code %prefix%/%topic%/<what>} by default, or with the prefix behind the topic, as FullTopic says.
 *
 * @param prefix {@code tele}, {@code stat} or {@code cmnd}; {@code discovery} for what Tasmota tells Home Assistant
 * @param device the topic part, which may hold slashes
 * @param what the last level, for example {@code SENSOR}
 */
record Topic(String prefix, String device, String what) {
    private static final List<String> PREFIXES = List.of("tele", "stat", "cmnd");
    private static final Pattern WHAT = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");
    private static final Pattern COMMAND = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,31}");

    static Optional<Topic> parse(String address) {
        String[] levels = address.split("/", -1);
        int last = levels.length - 1;
        if (levels.length > 16 || last < 2) {
            return Optional.empty();
        }
        if (levels[0].equals("tasmota") && levels[1].equals("discovery")) {
            return Optional.of(new Topic("discovery", "", levels[last]));
        }
        int prefix = PREFIXES.contains(levels[0]) ? 0 : last - 1;
        Pattern form = levels[prefix].equals("cmnd") ? COMMAND : WHAT;
        if (!PREFIXES.contains(levels[prefix]) || !form.matcher(levels[last]).matches()) {
            return Optional.empty();
        }
        String device = Arrays.stream(levels, prefix == 0 ? 1 : 0, prefix == 0 ? last : prefix)
                .collect(Collectors.joining("/"));
        return device.isEmpty() ? Optional.empty() : Optional.of(new Topic(levels[prefix], device, levels[last]));
    }

    /** What the device tells Home Assistant of itself; of its sensors only an example, which is no report. */
    boolean isDiscovery() {
        return prefix.equals("discovery") && what.equals("config");
    }

    boolean isReport() {
        return prefix.equals("tele") || prefix.equals("stat");
    }

    String urn() {
        return DeviceUrn.named("mqtt", device);
    }
}
