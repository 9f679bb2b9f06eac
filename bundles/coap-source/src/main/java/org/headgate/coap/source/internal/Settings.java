package org.headgate.coap.source.internal;

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
    static final int THREADS = 2;
    static final int OUT_QUEUE = 4096;
    private static final int ACTIVE_PEERS = 4096;
    private static final int PEER_QUIET_SECONDS = 60;
    private static final int BLOCK_SECONDS = 60;
    private static final int KIB = 1024;
    /** What an answered exchange weighs in the heap once its payload is let go: 1,870 bytes measured. */
    private static final int RECENT_EXCHANGE_KIB = 2;

    private Settings() {}

    static Configuration of(CoapSource.Config config) {
        Configuration settings = new Configuration(
                SystemConfig.DEFINITIONS, CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS);
        settings.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, config.body_kib() * KIB);
        settings.set(CoapConfig.BLOCKWISE_STATUS_LIFETIME, BLOCK_SECONDS, TimeUnit.SECONDS);
        settings.set(CoapConfig.MAX_ACTIVE_PEERS, ACTIVE_PEERS);
        settings.set(CoapConfig.MAX_PEER_INACTIVITY_PERIOD, PEER_QUIET_SECONDS, TimeUnit.SECONDS);
        settings.set(CoapConfig.USE_MESSAGE_OFFLOADING, true);
        settings.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, THREADS);
        settings.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
        settings.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
        settings.set(UdpConfig.UDP_CONNECTOR_OUT_CAPACITY, OUT_QUEUE);
        settings.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
        settings.set(DtlsConfig.DTLS_MAX_CONNECTIONS, config.dtls_connections());
        settings.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        settings.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, THREADS);
        settings.set(
                DtlsConfig.DTLS_CIPHER_SUITES,
                List.of(
                        CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
                        CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256,
                        CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256,
                        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
                        CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
                        CipherSuite.TLS_PSK_WITH_AES_128_CCM));
        return settings;
    }

    /** The stack's own copy: here the number of peers limits how many half-received bodies are kept. */
    static Configuration forBlocks(Configuration settings, CoapSource.Config config) {
        Configuration blocks = new Configuration(settings);
        blocks.set(
                CoapConfig.MAX_ACTIVE_PEERS, Math.max(1, config.blocks_mib() * KIB / Math.max(1, config.body_kib())));
        return blocks;
    }

    static int recentExchanges(CoapSource.Config config) {
        return Math.max(64, config.recent_mib() * KIB / RECENT_EXCHANGE_KIB);
    }
}
