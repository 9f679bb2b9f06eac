package org.headgate.profile.cayenne.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.profile.lorawan.Uplink;

/**
 * Which uplinks are Cayenne LPP: what the operator configured here, or noted at the network server. Bytes alone tell nothing.
 *
 * @param rules of which one must hold
 * @param broken entries of the configuration that are none
 */
record Wanted(List<Rule> rules, List<String> broken) {
    private static final Pattern ENTRY = Pattern.compile("(\\*|[0-9a-f]{16})(?::([0-9]{1,3}))?");
    private static final Set<String> CODECS = Set.of("cayenne", "cayennelpp", "lpp");

    /** @param devEui "" for any @param port -1 for any */
    record Rule(String devEui, int port) {
        boolean holds(Uplink uplink) {
            return (devEui.isEmpty() || devEui.equals(uplink.device().devEui()))
                    && (port < 0 || port == uplink.fPort());
        }
    }

    static Wanted of(String... entries) {
        List<Rule> rules = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (String entry : entries) {
            Matcher matcher = ENTRY.matcher(entry.strip().toLowerCase(Locale.ROOT));
            int port = matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : -1;
            if (!matcher.matches() || port == 0 || port > 255) {
                broken.add(entry);
            } else {
                rules.add(new Rule(matcher.group(1).equals("*") ? "" : matcher.group(1), port));
            }
        }
        return new Wanted(List.copyOf(rules), List.copyOf(broken));
    }

    boolean holds(Uplink uplink) {
        return told(uplink) || rules.stream().anyMatch(rule -> rule.holds(uplink));
    }

    /** A tag or attribute {@code codec} at the server that says so. */
    private static boolean told(Uplink uplink) {
        for (Map.Entry<String, String> tag : uplink.device().tags().entrySet()) {
            String codec = tag.getValue().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
            if (tag.getKey().equalsIgnoreCase("codec") && CODECS.contains(codec)) {
                return true;
            }
        }
        return false;
    }
}
