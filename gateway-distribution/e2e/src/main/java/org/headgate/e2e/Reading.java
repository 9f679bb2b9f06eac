package org.headgate.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A count of one device with the time at which it was sent, as SenML, and how to find both again in what a buyer gets. */
record Reading(String device, long count, double seconds) {
    private static final String URN = "urn:dev:ops:headgate-e2e-";

    static String topic(String device) {
        return "senml/" + device;
    }

    /** The name of its quantity in an export. */
    static String name(String device) {
        return URN + device + ":count";
    }

    static byte[] of(String device, long count) {
        return of(device, count, now());
    }

    static byte[] of(String device, long count, double seconds) {
        return String.format(Locale.ROOT, "[{\"n\":\"%s\",\"v\":%d,\"t\":%.6f}]", name(device), count, seconds)
                .getBytes(StandardCharsets.US_ASCII);
    }

    static double now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) / 1e6;
    }

    /** @param payload of a feed's {@code records}: one resolved record */
    static Reading in(byte[] payload, int from) {
        String text = new String(payload, from, payload.length - from, StandardCharsets.US_ASCII);
        int name = text.indexOf(URN) + URN.length();
        return new Reading(
                text.substring(name, text.indexOf(':', name)), (long) number(text, "\"v\":"), number(text, "\"t\":"));
    }

    private static double number(String text, String label) {
        int at = text.indexOf(label) + label.length();
        int end = at;
        while (end < text.length() && ",}".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return Double.parseDouble(text.substring(at, end));
    }
}
