package org.headgate.shell.internal.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as ISO 8601 in the operator's zone, and durations as people write them. */
public record Times(ZoneId zone) {
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})([smhdw])");

    /** For example {@code 2026-03-01T09:30:00+01:00}; "–" for 0. */
    public String at(long millis) {
        return millis == 0
                ? "–"
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(Instant.ofEpochMilli(millis)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atZone(zone));
    }

    /** For example {@code 3 d 4 h}, {@code 12 min}, {@code 8 s}: two units at most. */
    public static String span(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d" + more(duration.toHoursPart(), " h");
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h" + more(duration.toMinutesPart(), " min");
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : Math.max(0, duration.toSeconds()) + " s";
    }

    /** Reads {@code 30d}, {@code 12h}, {@code 10m}, {@code 45s}, {@code 2w}. */
    public static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a duration: a whole number and s, m, h, d or w, for example 30d, 12h or 10m");
        }
        Duration duration = UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long: at most " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    private static String more(int count, String unit) {
        return count == 0 ? "" : " " + count + unit;
    }
}
