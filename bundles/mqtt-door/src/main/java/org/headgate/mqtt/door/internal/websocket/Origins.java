package org.headgate.mqtt.door.internal.websocket;

import io.netty.util.NetUtil;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect. A browser tells the page's origin (RFC 6454), and would let any page in the world connect to what listens on loopback. Where nobody
 * is let in without a password, that harms nobody; else only those may that are listed, and those that this machine serves itself under an address or as
 * localhost: under another name the page may be anyone's whose name server says that it lives here. Who is no browser need not tell an origin.
 *
 * @param listed in lower case
 * @param open whether someone is let in without a password: on loopback, or by a certificate that a browser shows by itself
 */
record Origins(List<String> listed, boolean open) {

    boolean admit(@Nullable String origin, @Nullable String host) {
        return origin == null
                || listed.contains("*")
                || listed.isEmpty() && !open
                || listed.contains(origin.toLowerCase(Locale.ROOT))
                || host != null && own(origin, host);
    }

    private static boolean own(String origin, String host) {
        try {
            URI page = URI.create(origin);
            URI server = URI.create(page.getScheme() + "://" + host);
            String name = server.getHost();
            return name != null
                    && name.equalsIgnoreCase(page.getHost())
                    && page.getPort() == server.getPort()
                    && (name.equalsIgnoreCase("localhost") || NetUtil.isValidIpV4Address(name) || name.startsWith("["));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
