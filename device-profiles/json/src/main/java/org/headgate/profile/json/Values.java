package org.headgate.profile.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/** Adds what a leaf says to a contribution: a number in its unit, a flag, or a text of bounded length. */
public final class Values {
    private static final int LONGEST_TEXT = 1024;

    private Values() {}

    /**
     * Adds a number, flag or text. Empty text is left out.
     *
     * @param scale of a number, or null where its unit is not known
     * @throws MalformedPayload {@code number_out_of_range} or {@code text_too_long}
     */
    public static void add(Decoded.Builder decoded, String quantity, @Nullable Scale scale, JsonNode value)
            throws MalformedPayload {
        if (value.isNumber()) {
            number(decoded, quantity, scale, value.doubleValue());
        } else if (value.isBoolean()) {
            decoded.flag(quantity, value.booleanValue());
        } else {
            text(decoded, quantity, value.asText());
        }
    }

    /** @param scale null where the unit is not known @throws MalformedPayload {@code number_out_of_range} */
    public static void number(Decoded.Builder decoded, String quantity, @Nullable Scale scale, double value)
            throws MalformedPayload {
        if (scale == null) {
            Scale.check(value);
            decoded.number(quantity, null, value);
        } else {
            decoded.number(quantity, scale.unit(), scale.apply(value));
        }
    }

    /** Empty text is left out. @throws MalformedPayload {@code text_too_long} above 1024 characters */
    public static void text(Decoded.Builder decoded, String quantity, String text) throws MalformedPayload {
        if (text.length() > LONGEST_TEXT) {
            throw new MalformedPayload(
                    "text_too_long", quantity + " has " + text.length() + " characters, at most " + LONGEST_TEXT);
        }
        if (!text.isEmpty()) {
            decoded.text(quantity, text);
        }
    }

    /** The same, but {@code ON} and {@code OFF} are flags. */
    public static void switched(Decoded.Builder decoded, String quantity, String text) throws MalformedPayload {
        switch (text) {
            case "ON" -> decoded.flag(quantity, true);
            case "OFF" -> decoded.flag(quantity, false);
            default -> text(decoded, quantity, text);
        }
    }
}
