package org.headgate.coap.source.internal;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.elements.auth.RawPublicKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.util.ServerNames;
import org.headgate.api.access.Principal.Device;
import org.headgate.api.device.DeviceCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Which device a public key or a certificate stands for: the one that was admitted with this key; else, where an authority vouches for the certificate, the one
 * that its common name names, if it is admitted by certificate. Asked in the handshake and again for each message, so that who is withdrawn is out at once.
 */
final class DevicePeers implements NewAdvancedCertificateVerifier {
    private final Supplier<@Nullable DeviceCredentials> credentials;
    private final Authorities authorities;

    DevicePeers(Supplier<@Nullable DeviceCredentials> credentials, Authorities authorities) {
        this.credentials = credentials;
        this.authorities = authorities;
    }

    Optional<Device> device(Principal peer) {
        DeviceCredentials known = credentials.get();
        if (known == null) {
            return Optional.empty();
        }
        if (peer instanceof RawPublicKeyIdentity raw) {
            return known.byKey(raw.getSubjectInfo());
        }
        return peer instanceof X509CertPath chain ? device(known, chain.getPath()) : Optional.empty();
    }

    private Optional<Device> device(DeviceCredentials known, CertPath chain) {
        X509Certificate holder = (X509Certificate) chain.getCertificates().get(0);
        try {
            holder.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return Optional.empty();
        }
        Optional<Device> byKey = known.byKey(holder.getPublicKey().getEncoded());
        return byKey.isEmpty() && authorities.vouchFor(chain)
                ? known.byCertificate(Authorities.commonName(holder))
                : byKey;
    }

    @Override
    public CertificateVerificationResult verifyCertificate(
            ConnectionId cid,
            @Nullable ServerNames serverNames,
            InetSocketAddress peer,
            boolean clientUsage,
            boolean verifySubject,
            boolean truncate,
            CertificateMessage message) {
        CertPath chain = message.getCertificateChain();
        PublicKey key = message.getPublicKey();
        if (message.isEmpty() || key == null) {
            return refused(cid, AlertDescription.BAD_CERTIFICATE, "no key was shown");
        }
        boolean known = chain == null
                ? device(new RawPublicKeyIdentity(key)).isPresent()
                : device(new X509CertPath(chain)).isPresent();
        if (!known) {
            return refused(cid, AlertDescription.BAD_CERTIFICATE, "no device is admitted with this key or certificate");
        }
        return chain == null
                ? new CertificateVerificationResult(cid, key, null)
                : new CertificateVerificationResult(cid, chain, null);
    }

    private static CertificateVerificationResult refused(ConnectionId cid, AlertDescription why, String reason) {
        return new CertificateVerificationResult(
                cid, new HandshakeException(reason, new AlertMessage(AlertLevel.FATAL, why)), null);
    }

    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
        return List.of(CertificateType.X_509, CertificateType.RAW_PUBLIC_KEY);
    }

    @Override
    public List<X500Principal> getAcceptedIssuers() {
        return authorities.names();
    }

    @Override
    public void setResultHandler(HandshakeResultHandler handler) {}
}
