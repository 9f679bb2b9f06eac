package org.headgate.store.internal;

import java.time.Duration;

/** Settings of tests that wait for a second try. */
final class Impatient {
    private Impatient() {}

    static Settings settings(String scheme) {
        return new Settings(scheme, 4096, 3, Duration.ofMillis(2), 1024, 0, Duration.ofMillis(20));
    }
}
