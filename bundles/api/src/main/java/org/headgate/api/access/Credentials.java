package org.headgate.api.access;

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
    @Override
    public String toString() {
        return "Credentials[" + transport + ", " + user + ", " + remote + "]";
    }
}
