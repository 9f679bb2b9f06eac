package org.headgate.api.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * What someone shows on a connection.
 *
 * @param transport {@code mqtt} or {@code coap}
 * @param user user name or PSK identity
 * @param secret the password's bytes; empty where the transport has checked the secret itself (DTLS-PSK)
 * @param remote address and port of the peer, for the log
 * @param loopback whether the peer is on this machine
 * @param encrypted whether the transport is TLS or DTLS
 */
public record Credentials(
        String transport, String user, byte[] secret, String remote, boolean loopback, boolean encrypted) {
    /** The peer as limits count it: its address without the port; of IPv6 the first 64 bits, for who has one such address has them all. Looks up no name. */
    public String host() {
        int colon = remote.lastIndexOf(':');
        String host = (colon < 0 ? remote : remote.substring(0, colon)).replaceAll("^/?\\[?|\\]$", "");
        if (host.indexOf(':') < 0 || !host.matches("[0-9a-fA-F:.%a-z]+")) {
            return host;
        }
        try {
            byte[] bits = InetAddress.getByName(host.replaceFirst("%.*", "")).getAddress();
            return bits.length == 16
                    ? HexFormat.of().formatHex(bits, 0, 8) + "/64"
                    : InetAddress.getByAddress(bits).getHostAddress();
        } catch (UnknownHostException e) {
            return host;
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + transport + ", " + user + ", " + remote + "]";
    }
}
