package org.headgate.mqtt.door.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.headgate.mqtt.door.internal.broker.Redirection;
import org.headgate.tls.TlsFiles;

/**
 * Where to listen, and to whom. Port −1: not; 0: any free one.
 *
 * @param origins of web pages that may connect by WebSocket
 * @param anonymous whether devices may come without credentials, if the address is loopback
 */
record Listening(
        String address,
        int port,
        int webSocketPort,
        int tlsPort,
        int tlsWebSocketPort,
        TlsFiles tls,
        List<String> origins,
        Redirection redirection,
        boolean anonymous) {

    /** Whether devices may come without credentials. */
    boolean anonymously() {
        try {
            return anonymous && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether someone is let in without a password. */
    boolean open() {
        return anonymously() || tls.clients() != TlsFiles.Clients.NONE;
    }

    boolean encrypted() {
        return tlsPort >= 0 || tlsWebSocketPort >= 0;
    }
}
