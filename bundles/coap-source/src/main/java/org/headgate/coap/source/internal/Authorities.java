package org.headgate.coap.source.internal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.elements.util.CertPathUtil;

/** Who may sign devices' certificates. Remembers what it found for some minutes, as each message asks. Safe for any thread. */
final class Authorities {
    private static final int REMEMBERED = 1024;
    private static final long MINUTES = 10;

    private final X509Certificate[] trusted;
    private final Map<ByteBuffer, Long> vouched = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Authorities(List<X509Certificate> trusted) {
        this.trusted = trusted.toArray(X509Certificate[]::new);
    }

    List<X500Principal> names() {
        return CertPathUtil.toSubjects(List.of(trusted));
    }

    /** Whether one of them signed for the holder of this chain's first certificate (RFC 5280 §6), and it may be used by a client. */
    boolean vouchFor(CertPath chain) {
        if (trusted.length == 0 || chain.getCertificates().isEmpty()) {
            return false;
        }
        X509Certificate holder = (X509Certificate) chain.getCertificates().get(0);
        try {
            ByteBuffer key = ByteBuffer.wrap(Digests.sha256().digest(holder.getEncoded()));
            long now = System.nanoTime();
            synchronized (vouched) {
                Long until = vouched.get(key);
                if (until != null && now - until < 0) {
                    return true;
                }
            }
            if (!CertPathUtil.canBeUsedForAuthentication(holder, true)) {
                return false;
            }
            CertPathUtil.validateCertificatePathWithIssuer(true, chain, trusted);
            synchronized (vouched) {
                vouched.put(key, now + TimeUnit.MINUTES.toNanos(MINUTES));
            }
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The name in a certificate's subject, or "". */
    static String commonName(X509Certificate certificate) {
        String name = CertPathUtil.getSubjectsCn(certificate);
        return name == null ? "" : name;
    }

    static Authorities none() {
        return new Authorities(new ArrayList<>());
    }
}
