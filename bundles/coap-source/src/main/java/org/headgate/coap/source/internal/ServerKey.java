package org.headgate.coap.source.internal;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.californium.elements.util.Asn1DerDecoder;
import org.eclipse.californium.elements.util.PemReader;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.x509.CertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;

/** With what the gateway shows DTLS clients who it is: a key pair on an elliptic curve, with a certificate or as a raw public key (RFC 7250). */
record ServerKey(PrivateKey key, PublicKey publicKey, List<X509Certificate> chain) {

    /** @param certificateFile its chain, own certificate first; empty for a raw public key alone */
    static ServerKey read(Path keyFile, String certificateFile) throws IOException, GeneralSecurityException {
        Asn1DerDecoder.Keys keys = keys(keyFile);
        List<X509Certificate> chain = certificateFile.isEmpty() ? List.of() : certificates(Path.of(certificateFile));
        PublicKey published =
                chain.isEmpty() ? keys.getPublicKey() : chain.get(0).getPublicKey();
        if (published == null) {
            throw new GeneralSecurityException(keyFile + " does not hold the public key beside the private one;"
                    + " make it with openssl ecparam -name prime256v1 -genkey -noout");
        }
        if (!belongTogether(published, keys.getPrivateKey())) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
        return new ServerKey(keys.getPrivateKey(), published, chain);
    }

    /** While both files are being renewed there is a moment in which they do not. */
    private static boolean belongTogether(PublicKey published, PrivateKey key) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals("EC")) {
            return true;
        }
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(published);
        return signature.verify(signed);
    }

    CertificateProvider provider() {
        return chain.isEmpty()
                ? new SingleCertificateProvider(key, publicKey)
                : new SingleCertificateProvider(
                        key, chain.toArray(Certificate[]::new), CertificateType.X_509, CertificateType.RAW_PUBLIC_KEY);
    }

    static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        try (var in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException(file + " holds no certificate in PEM form");
        }
        return List.copyOf(certificates);
    }

    private static Asn1DerDecoder.Keys keys(Path file) throws IOException, GeneralSecurityException {
        PemReader pem = new PemReader(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)));
        for (String tag = pem.readNextBegin(); tag != null; tag = pem.readNextBegin()) {
            byte[] der = pem.readToEnd();
            Asn1DerDecoder.Keys keys =
                    der != null && tag.endsWith("PRIVATE KEY") ? Asn1DerDecoder.readPrivateKey(der) : null;
            if (keys != null && keys.getPrivateKey() != null) {
                return keys;
            }
        }
        throw new GeneralSecurityException(file + " holds no private key on an elliptic curve in PEM form");
    }
}
