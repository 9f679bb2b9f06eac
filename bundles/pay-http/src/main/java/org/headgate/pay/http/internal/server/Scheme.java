package org.headgate.pay.http.internal.server;

import java.util.Locale;

/** How a listener is spoken to. */
enum Scheme {
    HTTP(80),
    HTTPS(443);

    private final int defaultPort;

    Scheme(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** That an address without a port means. */
    int defaultPort() {
        return defaultPort;
    }

    /** With which an address begins. */
    String prefix() {
        return name().toLowerCase(Locale.ROOT) + "://";
    }
}
