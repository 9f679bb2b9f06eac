package org.headgate.profile.sparkplug.internal;

import org.headgate.api.profile.MalformedPayload;

/** How many values one payload may hold, wherever they are: what a stranger sends may not cost more than that. */
final class Budget {
    static final int MOST = 2048;

    private int taken;

    void take() throws MalformedPayload {
        if (++taken > MOST) {
            throw new MalformedPayload("too_many_values", "more than " + MOST + " values in one payload");
        }
    }
}
