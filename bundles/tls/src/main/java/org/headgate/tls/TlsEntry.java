package org.headgate.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS side of a listener: the certificate that fits the name a client asks for (SNI, RFC 6066 §3). Safe for any thread. */
public final class TlsEntry {
    private static final Logger LOG = LoggerFactory.getLogger(TlsEntry.class);
    private static final int HELLO_BYTES = 16 * 1024;

    private final List<SslContext> contexts = new ArrayList<>();
    private final Mapping<? super String, SslContext> byName;
    private final @Nullable X509ExtendedTrustManager authorities;
    private final long handshakeMillis;
    private final Executor handshakes;

    /**
     * @param known whether a client's certificate is welcome whoever issued it
     * @param handshakes does what takes long in a handshake: keys, signatures, chains
     * @throws IOException a file cannot be used; says which, and why
     */
    TlsEntry(TlsFiles files, Predicate<X509Certificate> known, int handshakeSeconds, Executor handshakes)
            throws IOException {
        if (files.certificates().isEmpty()
                || files.certificates().size() != files.keys().size()) {
            throw new IOException("there are %d certificates and %d keys"
                    .formatted(files.certificates().size(), files.keys().size()));
        }
        this.handshakes = handshakes;
        handshakeMillis = handshakeSeconds * 1000L;
        authorities = authorities(files.authorities());
        TrustManager clients = new ClientTrust(authorities, known);
        Map<String, SslContext> names = new LinkedHashMap<>();
        for (int i = 0; i < files.certificates().size(); i++) {
            KeyPairFile pair =
                    KeyPairFile.read(files.certificates().get(i), files.keys().get(i));
            SslContext context = context(pair, files.clients(), clients);
            contexts.add(context);
            pair.names().forEach(name -> names.putIfAbsent(name, context));
        }
        DomainWildcardMappingBuilder<SslContext> mapping = new DomainWildcardMappingBuilder<>(contexts.get(0));
        names.forEach((name, context) -> add(mapping, name, context));
        byName = mapping.build();
    }

    /** A name that no client can ask for, as an asterisk alone, is none. */
    private static void add(DomainWildcardMappingBuilder<SslContext> mapping, String name, SslContext context) {
        try {
            mapping.add(name, context);
        } catch (IllegalArgumentException e) {
            LOG.debug("The name {} of a certificate is left out: {}", name, e.getMessage());
        }
    }

    private static SslContext context(KeyPairFile pair, TlsFiles.Clients clients, TrustManager trust)
            throws IOException {
        return SslContextBuilder.forServer(pair.key(), pair.chain())
                .protocols("TLSv1.3", "TLSv1.2")
                .clientAuth(
                        switch (clients) {
                            case NONE -> ClientAuth.NONE;
                            case OPTIONAL -> ClientAuth.OPTIONAL;
                            case REQUIRED -> ClientAuth.REQUIRE;
                        })
                .trustManager(trust)
                .build();
    }

    private static @Nullable X509ExtendedTrustManager authorities(String file) throws IOException {
        if (file.isEmpty()) {
            return null;
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : KeyPairFile.certificates(file)) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IOException("this Java has no trust manager for certificates");
        } catch (GeneralSecurityException e) {
            throw new IOException("authorities of %s cannot be used: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Whether one of the authorities issued a client's chain, and it is valid now. */
    public boolean vouched(X509Certificate[] chain) {
        if (authorities == null) {
            return false;
        }
        try {
            authorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** One for each connection. */
    public ChannelHandler handler(ByteBufAllocator allocator) {
        return contexts.size() == 1
                ? contexts.get(0).newHandler(allocator, handshakes)
                : new SniHandler(byName, HELLO_BYTES, handshakeMillis) {
                    @Override
                    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator buffers) {
                        return context.newHandler(buffers, handshakes);
                    }
                };
    }
}
