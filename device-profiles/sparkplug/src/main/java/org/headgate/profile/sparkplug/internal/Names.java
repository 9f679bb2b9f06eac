package org.headgate.profile.sparkplug.internal;

import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;

/** Names of metrics, which may hold any character. */
final class Names {
    private static final int LONGEST = 128;
    private static final int SHOWN = 60;

    private Names() {}

    /** {@code /} becomes a dot. @throws MalformedPayload {@code name_too_long} */
    static String quantity(String name) throws MalformedPayload {
        if (name.length() > LONGEST) {
            throw tooLong(name.length());
        }
        String quantity = Leaves.quantity(name.replace('/', '.'));
        if (quantity.length() > LONGEST) {
            throw tooLong(quantity.length());
        }
        return quantity;
    }

    static String join(String path, String name) throws MalformedPayload {
        String joined = path + '.' + quantity(name);
        if (joined.length() > LONGEST) {
            throw tooLong(joined.length());
        }
        return joined;
    }

    static String shown(String name) {
        return "'" + (name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name) + "'";
    }

    private static MalformedPayload tooLong(int length) {
        return new MalformedPayload("name_too_long", "a name of " + length + " characters, at most " + LONGEST);
    }
}
