package org.headgate.profiles.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds addresses that differ in one level, and writes them as one with {@code +} in its place. */
final class AddressPattern {

    private AddressPattern() {}

    /** @return for each address its pattern: the one that most others share, or the address itself */
    static Map<String, String> of(List<String> addresses) {
        Map<String, Integer> shared = new HashMap<>();
        for (String address : addresses) {
            for (String pattern : patterns(address)) {
                shared.merge(pattern, 1, Integer::sum);
            }
        }
        Map<String, String> found = new HashMap<>();
        for (String address : addresses) {
            String best = address;
            int most = 1;
            for (String pattern : patterns(address)) {
                int count = shared.getOrDefault(pattern, 0);
                if (count > most) {
                    best = pattern;
                    most = count;
                }
            }
            found.put(address, best);
        }
        return found;
    }

    private static List<String> patterns(String address) {
        String[] levels = address.split("/", -1);
        if (levels.length > 16 || levels.length < 2) {
            return List.of();
        }
        String[] patterns = new String[levels.length];
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            levels[i] = "+";
            patterns[i] = String.join("/", levels);
            levels[i] = level;
        }
        return List.of(patterns);
    }
}
