package org.headgate.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate chain and its key, which belong together: while both are being renewed there is a moment in which they do not. */
record KeyPairFile(X509Certificate[] chain, PrivateKey key) {
    private static final int DNS_NAME = 2;
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    static KeyPairFile read(String chainFile, String keyFile) throws IOException {
        X509Certificate[] chain = certificates(chainFile).toArray(X509Certificate[]::new);
        try {
            PublicKey published = chain[0].getPublicKey();
            PrivateKey key = key(keyFile, published.getAlgorithm());
            if (!belongTogether(published, key)) {
                throw new GeneralSecurityException("the key is not that of the certificate");
            }
            return new KeyPairFile(chain, key);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "certificate %s or key %s cannot be used: %s".formatted(chainFile, keyFile, e.getMessage()), e);
        }
    }

    static List<X509Certificate> certificates(String file) throws IOException {
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

    private static PrivateKey key(String file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException("there is no unencrypted PKCS#8 key in " + file);
        }
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
    }

    private static boolean belongTogether(PublicKey published, PrivateKey key) throws GeneralSecurityException {
        if (published instanceof RSAKey one && key instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        String algorithm = published.getAlgorithm().equals("EC") ? "SHA256withECDSA" : published.getAlgorithm();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(published);
        return signature.verify(signed);
    }

    /** The DNS names of the first certificate, wildcards too; none where it has no such names (RFC 9525 §2). */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = chain[0].getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.get(0) instanceof Integer type && type == DNS_NAME) {
                    names.add((String) name.get(1));
                }
            }
        } catch (CertificateException e) {
            throw new IOException("the names of a certificate cannot be read: " + e.getMessage(), e);
        }
        return names;
    }
}
