package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose signatures the operator trusts: each file in {@code conf/trust/} holds an X.509 certificate (PEM or DER), of a signer or of who certifies signers. What they
 * signed is trusted as long as the file is there, whatever the router's clock says: a certificate's own end does not stop what runs. For one thread.
 */
final class Trust {
    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);
    private static final Set<String> CODE = Set.of("1.3.6.1.5.5.7.3.3", "2.5.29.37.0");

    private final Path folder;
    private Map<Path, Stamp> read = Map.of();
    private Map<String, X509Certificate> certificates = Map.of();

    Trust(Path folder) {
        this.folder = folder;
    }

    /** Reads what changed in the folder. True where something did. */
    boolean look() throws IOException {
        Map<Path, Stamp> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (!file.getFileName().toString().startsWith(".") && Files.isRegularFile(file)) {
                    files.put(file, Stamp.of(file));
                }
            }
        } catch (NoSuchFileException e) {
            files.clear();
        }
        if (files.equals(read)) {
            return false;
        }
        Map<String, X509Certificate> now = new TreeMap<>();
        for (Path file : files.keySet()) {
            try (InputStream in = Files.newInputStream(file)) {
                now.put(file.getFileName().toString(), (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in));
            } catch (CertificateException e) {
                LOG.warn("{} holds no X.509 certificate and trusts nobody: {}", file, e.getMessage());
            }
        }
        read = files;
        certificates = now;
        return true;
    }

    /** The name of the file whose certificate stands behind one of the signers. */
    Optional<String> behind(Collection<CodeSigner> signers) {
        for (Map.Entry<String, X509Certificate> trusted : certificates.entrySet()) {
            if (signers.stream().anyMatch(signer -> standsBehind(trusted.getValue(), signer))) {
                return Optional.of(trusted.getKey());
            }
        }
        return Optional.empty();
    }

    private static boolean standsBehind(X509Certificate trusted, CodeSigner signer) {
        List<X509Certificate> path = new ArrayList<>();
        for (Certificate certificate : signer.getSignerCertPath().getCertificates()) {
            if (certificate.equals(trusted)) {
                break;
            }
            path.add((X509Certificate) certificate);
        }
        if (path.isEmpty()) {
            return true;
        }
        try {
            List<String> uses = path.get(0).getExtendedKeyUsage();
            if (uses != null && uses.stream().noneMatch(CODE::contains)) {
                return false;
            }
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(trusted, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(
                    signer.getTimestamp() == null
                            ? path.get(0).getNotBefore()
                            : new Date(signer.getTimestamp().getTimestamp().getTime()));
            CertPath chain = CertificateFactory.getInstance("X.509").generateCertPath(path);
            CertPathValidator.getInstance("PKIX").validate(chain, parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A signer for people. */
    static String name(Collection<CodeSigner> signers) {
        Certificate first =
                signers.iterator().next().getSignerCertPath().getCertificates().get(0);
        return ((X509Certificate) first).getSubjectX500Principal().getName();
    }
}
