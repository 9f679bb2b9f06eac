package org.headgate.tls;

import java.util.List;

/**
 * What TLS is made of.
 *
 * @param certificates files with PEM chains, the first for who asks for no name or an unknown one
 * @param keys files with their PEM keys (PKCS#8), in the same order
 * @param authorities file with the PEM certificates of who may issue clients' certificates, or ""
 */
public record TlsFiles(List<String> certificates, List<String> keys, Clients clients, String authorities) {

    /** Whether a client shows a certificate. */
    public enum Clients {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /** Of a listener that asks for no certificate of a client. */
    public static TlsFiles server(List<String> certificates, List<String> keys) {
        return new TlsFiles(certificates, keys, Clients.NONE, "");
    }
}
