package org.headgate.profile.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.OptionalDouble;

/** A time of ISO 8601 with a zone. What nearly all write is read here, the rest by the JDK, which takes many times as long. */
final class IsoTime {
    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final String OFFSET = "+00:00";
    private static final int LONGEST_FRACTION = 9;
    private static final int MOST_OFFSET_HOURS = 17;
    private static final long MOST_SECONDS = 1_000_000_000_000L;

    private final String text;
    private final int zone;

    private IsoTime(String text, int zone) {
        this.text = text;
        this.zone = zone;
    }

    /** Since the epoch, in whole milliseconds; empty where it is no such time. */
    static OptionalDouble seconds(String text) {
        try {
            IsoTime time = new IsoTime(text, zone(text));
            return OptionalDouble.of(time.isUsual() ? time.millis() / 1000.0 : any(text));
        } catch (DateTimeException e) {
            return OptionalDouble.empty();
        }
    }

    private static double any(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        boolean countable = Math.abs(instant.getEpochSecond()) < MOST_SECONDS;
        return countable ? instant.toEpochMilli() / 1000.0 : instant.getEpochSecond();
    }

    /** Where a zone would begin. */
    private static int zone(String text) {
        int i = SHAPE.length();
        if (i < text.length() && text.charAt(i) == '.') {
            do {
                i++;
            } while (i < text.length() && isDigit(text.charAt(i)));
        }
        return i;
    }

    private boolean isUsual() {
        int fraction = zone - SHAPE.length() - 1;
        boolean zulu = text.length() == zone + 1 && text.charAt(zone) == 'Z';
        return fraction != 0
                && fraction <= LONGEST_FRACTION
                && is(SHAPE, 0)
                && number(11, 13) < 24
                && number(14, 16) < 60
                && number(17, 19) < 60
                && (zulu || isOffset());
    }

    private boolean isOffset() {
        return text.length() == zone + OFFSET.length()
                && (text.charAt(zone) == '+' || text.charAt(zone) == '-')
                && is(OFFSET.substring(1), zone + 1)
                && number(zone + 1, zone + 3) <= MOST_OFFSET_HOURS
                && number(zone + 4, zone + 6) < 60;
    }

    private boolean is(String shape, int from) {
        for (int i = 0; i < shape.length(); i++) {
            char c = from + i < text.length() ? text.charAt(from + i) : 0;
            if (shape.charAt(i) == '0' ? !isDigit(c) : c != shape.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long millis() {
        long day = LocalDate.of(number(0, 4), number(5, 7), number(8, 10)).toEpochDay();
        int second = number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19) - offset();
        int fraction = 0;
        for (int i = 0; i < 3; i++) {
            int at = SHAPE.length() + 1 + i;
            fraction = fraction * 10 + (at < zone ? text.charAt(at) - '0' : 0);
        }
        return (day * 86_400 + second) * 1000 + fraction;
    }

    private int offset() {
        if (text.charAt(zone) == 'Z') {
            return 0;
        }
        int seconds = number(zone + 1, zone + 3) * 3600 + number(zone + 4, zone + 6) * 60;
        return text.charAt(zone) == '-' ? -seconds : seconds;
    }

    private int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
