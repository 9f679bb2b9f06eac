package org.headgate.shell.internal.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as ISO 8601 in the operator's zone, and durations as people write them. */
public record Times(ZoneId zone) {
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
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }

    private static String more(int count, String unit) {
        return count == 0 ? "" : " " + count + unit;
    }
}
