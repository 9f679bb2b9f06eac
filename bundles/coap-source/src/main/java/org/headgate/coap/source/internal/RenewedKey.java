package org.headgate.coap.source.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.scandium.dtls.CertificateIdentityResult;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.SignatureAndHashAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite.CertificateKeyAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.XECDHECryptography.SupportedGroup;
import org.eclipse.californium.scandium.dtls.x509.CertificateProvider;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's key and certificate as the files have them now: who renews them needs to tell nobody, and who is connected stays. Safe for any thread.
 */
final class RenewedKey implements CertificateProvider {
    private final Path keyFile;
    private final String certificateFile;
    private List<String> seen;
    private volatile CertificateProvider current;
    private volatile @Nullable String obstacle;

    /** Reads the files. */
    RenewedKey(Path keyFile, String certificateFile) throws IOException, GeneralSecurityException {
        this.keyFile = keyFile;
        this.certificateFile = certificateFile;
        this.seen = stamps();
        this.current = ServerKey.read(keyFile, certificateFile).provider();
    }

    /** Reads the files again if they changed, or could not be used. Blocks. */
    synchronized void look() {
        List<String> now = stamps();
        if (now.equals(seen) && obstacle == null) {
            return;
        }
        seen = now;
        try {
            current = ServerKey.read(keyFile, certificateFile).provider();
            obstacle = null;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            obstacle = String.valueOf(e.getMessage());
        }
    }

    /** Why the files, as they are now, cannot be used; the former ones go on. */
    @Nullable
    String obstacle() {
        return obstacle;
    }

    /** By what changed files are told from the same ones; links are followed. */
    private List<String> stamps() {
        return Stream.of(keyFile.toString(), certificateFile)
                .map(RenewedKey::stamp)
                .toList();
    }

    private static String stamp(String file) {
        try {
            BasicFileAttributes now = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public List<CertificateKeyAlgorithm> getSupportedCertificateKeyAlgorithms() {
        return current.getSupportedCertificateKeyAlgorithms();
    }

    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
        return current.getSupportedCertificateTypes();
    }

    @Override
    public CertificateIdentityResult requestCertificateIdentity(
            ConnectionId cid,
            boolean client,
            List<X500Principal> issuers,
            ServerNames serverNames,
            List<CertificateKeyAlgorithm> algorithms,
            List<SignatureAndHashAlgorithm> signatures,
            List<SupportedGroup> curves) {
        return current.requestCertificateIdentity(cid, client, issuers, serverNames, algorithms, signatures, curves);
    }

    /** Results are given at once. */
    @Override
    public void setResultHandler(HandshakeResultHandler handler) {}
}
