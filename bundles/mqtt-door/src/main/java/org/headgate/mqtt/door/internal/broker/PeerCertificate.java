package org.headgate.mqtt.door.internal.broker;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials;
import org.jspecify.annotations.Nullable;

/** The certificate chain that a client has shown, and proved to have the key of. */
public final class PeerCertificate {
    /** Whether an authority that the listener trusts vouches for a chain; set where clients may show certificates. */
    public static final AttributeKey<Predicate<X509Certificate[]>> AUTHORITIES =
            AttributeKey.valueOf(PeerCertificate.class, "authorities");

    private final X509Certificate[] chain;
    private final Predicate<X509Certificate[]> authorities;

    private PeerCertificate(X509Certificate[] chain, Predicate<X509Certificate[]> authorities) {
        this.chain = chain;
        this.authorities = authorities;
    }

    /** Null where there is no TLS, or the client has shown none. */
    static @Nullable PeerCertificate of(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        Predicate<X509Certificate[]> authorities =
                tls == null ? null : channel.attr(AUTHORITIES).get();
        if (tls == null || authorities == null) {
            return null;
        }
        try {
            Certificate[] shown = tls.engine().getSession().getPeerCertificates();
            X509Certificate[] chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
            return chain.length == 0 ? null : new PeerCertificate(chain, authorities);
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** By its key, whoever issued the certificate; else by its common name, if an authority vouches for it. */
    Optional<Principal.Device> device(DeviceCredentials credentials) {
        return credentials
                .byKey(chain[0].getPublicKey().getEncoded())
                .or(() -> credentials.byCertificate(commonName()).filter(named -> authorities.test(chain)));
    }

    String subject() {
        return chain[0].getSubjectX500Principal().getName();
    }

    private String commonName() {
        try {
            for (Rdn part : new LdapName(subject()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
        } catch (InvalidNameException e) {
            return "";
        }
        return "";
    }
}
