package org.headgate.devices.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Globs over {@code <profile>:<urn>}: which devices are adopted the first time they are heard. */
record AdoptionRule(List<String> globs) {

    static AdoptionRule parse(String text) {
        return new AdoptionRule(Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(glob -> !glob.isEmpty())
                .toList());
    }

    /** The glob that adopts the device. */
    Optional<String> adopts(String profile, String urn) {
        if (globs.isEmpty()) {
            return Optional.empty();
        }
        String subject = profile + ":" + urn;
        return globs.stream().filter(glob -> matches(glob, subject)).findFirst();
    }

    private static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                mark = t;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == text.charAt(t))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
