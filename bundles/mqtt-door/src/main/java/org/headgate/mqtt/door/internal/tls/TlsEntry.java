package org.headgate.mqtt.door.internal.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The TLS side of a listener: the certificate that fits the name a client asks for (SNI, RFC 6066 §3). Safe for any thread. */
public final class TlsEntry {
    private static final int DNS_NAME = 2;
    private static final int HELLO_BYTES = 16 * 1024;

    private final List<SslContext> contexts = new ArrayList<>();
    private final Mapping<? super String, SslContext> byName;
    private final @Nullable X509ExtendedTrustManager authorities;
    private final long handshakeMillis;

    /**
     * @param known whether a client's certificate is welcome whoever issued it
     * @throws IOException a file cannot be used; says which, and why
     */
    public TlsEntry(TlsFiles files, Predicate<X509Certificate> known, int handshakeSeconds) throws IOException {
        if (files.certificates().isEmpty()
                || files.certificates().size() != files.keys().size()) {
            throw new IOException("there are %d certificates and %d keys"
                    .formatted(files.certificates().size(), files.keys().size()));
        }
        handshakeMillis = handshakeSeconds * 1000L;
        authorities = authorities(files.authorities());
        TrustManager clients = new ClientTrust(authorities, known);
        Map<String, SslContext> names = new LinkedHashMap<>();
        for (int i = 0; i < files.certificates().size(); i++) {
            String chain = files.certificates().get(i);
            SslContext context = context(chain, files.keys().get(i), files.clients(), clients);
            contexts.add(context);
            names(chain).forEach(name -> names.putIfAbsent(name, context));
        }
        DomainWildcardMappingBuilder<SslContext> mapping = new DomainWildcardMappingBuilder<>(contexts.get(0));
        names.forEach(mapping::add);
        byName = mapping.build();
    }

    private static SslContext context(String chain, String key, TlsFiles.Clients clients, TrustManager trust)
            throws IOException {
        try {
            return SslContextBuilder.forServer(new File(chain), new File(key))
                    .protocols("TLSv1.3", "TLSv1.2")
                    .clientAuth(
                            switch (clients) {
                                case NONE -> ClientAuth.NONE;
                                case OPTIONAL -> ClientAuth.OPTIONAL;
                                case REQUIRED -> ClientAuth.REQUIRE;
                            })
                    .trustManager(trust)
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "certificate %s or key %s cannot be used: %s".formatted(chain, key, e.getMessage()), e);
        }
    }

    private static List<X509Certificate> certificates(String file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) one);
            }
        } catch (IOException | CertificateException e) {
            throw new IOException("certificates of %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException("there is no certificate in " + file);
        }
        return certificates;
    }

    /** The DNS names of the first certificate, wildcards too; none where it has no such names (RFC 9525 §2). */
    private static List<String> names(String chain) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificates(chain).get(0).getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.get(0) instanceof Integer type && type == DNS_NAME) {
                    names.add((String) name.get(1));
                }
            }
        } catch (CertificateException e) {
            throw new IOException("the names of %s cannot be read: %s".formatted(chain, e.getMessage()), e);
        }
        return names;
    }

    private static @Nullable X509ExtendedTrustManager authorities(String file) throws IOException {
        if (file.isEmpty()) {
            return null;
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : certificates(file)) {
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
                ? contexts.get(0).newHandler(allocator)
                : new SniHandler(byName, HELLO_BYTES, handshakeMillis);
    }
}
