package org.headgate.coap.source.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;

/** Californium's settings, without its properties file in the working directory. */
final class Settings {
    private static final int DTLS_THREADS = 2;
    private static final int ACTIVE_PEERS = 4096;
    private static final int PEER_QUIET_SECONDS = 60;
    private static final int BLOCK_SECONDS = 60;
    private static final int KIB = 1024;
    /** Beyond any counter that an attacker could wish to see twice, and short in each record (RFC 9146 §3). */
    private static final int CONNECTION_ID_BYTES = 6;

    /** After so long without a message a connection makes room, if room is wanted. */
    private static final int STALE_SECONDS = 60;

    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final List<CipherSuite> PRE_SHARED = List.of(
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
            CipherSuite.TLS_PSK_WITH_AES_128_CCM);
    private static final List<CipherSuite> PUBLIC_KEY = List.of(
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM);

    private Settings() {}

    static Configuration of(CoapSource.Config config) {
        Configuration settings = new Configuration(
                SystemConfig.DEFINITIONS, CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS);
        settings.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, config.body_kib() * KIB);
        settings.set(CoapConfig.BLOCKWISE_STATUS_LIFETIME, BLOCK_SECONDS, TimeUnit.SECONDS);
        settings.set(CoapConfig.MAX_ACTIVE_PEERS, ACTIVE_PEERS);
        settings.set(CoapConfig.MAX_PEER_INACTIVITY_PERIOD, PEER_QUIET_SECONDS, TimeUnit.SECONDS);
        settings.set(CoapConfig.MAX_SERVER_OBSERVES, config.observers());
        settings.set(CoapConfig.USE_MESSAGE_OFFLOADING, true);
        settings.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
        settings.set(DtlsConfig.DTLS_MAX_CONNECTIONS, config.dtls_connections());
        settings.set(DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD, STALE_SECONDS, TimeUnit.SECONDS);
        settings.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID_BYTES);
        settings.set(DtlsConfig.DTLS_RECEIVE_BUFFER_SIZE, RECEIVE_BUFFER);
        settings.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        settings.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, DTLS_THREADS);
        settings.set(DtlsConfig.DTLS_CIPHER_SUITES, PRE_SHARED);
        return settings;
    }

    /** For clients with a key pair or a certificate, too. */
    static Configuration withPublicKeys(Configuration others) {
        Configuration settings = new Configuration(others);
        List<CipherSuite> all = new ArrayList<>(PUBLIC_KEY);
        all.addAll(PRE_SHARED);
        settings.set(DtlsConfig.DTLS_CIPHER_SUITES, all);
        return settings;
    }

    /** The stack's own copy: here the number of peers limits how many half-received bodies are kept. */
    static Configuration forBlocks(Configuration settings, CoapSource.Config config) {
        Configuration blocks = new Configuration(settings);
        blocks.set(
                CoapConfig.MAX_ACTIVE_PEERS, Math.max(1, config.blocks_mib() * KIB / Math.max(1, config.body_kib())));
        return blocks;
    }
}
