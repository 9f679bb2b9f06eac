package org.headgate.shell.internal.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PEM file (RFC 7468) with a public key on an elliptic curve, or a certificate with one. */
final class PublicKeyFile {
    private static final long MOST_BYTES = 65_536;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private PublicKeyFile() {}

    /** The first key as a SubjectPublicKeyInfo in DER. */
    static byte[] read(Path file) throws Refusal {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new GeneralSecurityException("it has more than " + MOST_BYTES + " bytes");
            }
            Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!block.find()) {
                throw new GeneralSecurityException("it has neither BEGIN PUBLIC KEY nor BEGIN CERTIFICATE");
            }
            PublicKey key = key(block.group(1), Base64.getMimeDecoder().decode(block.group(2)));
            if (!key.getAlgorithm().equals("EC")) {
                throw new GeneralSecurityException("its key is " + key.getAlgorithm() + ", not EC");
            }
            return key.getEncoded();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new Refusal(
                    "no public key can be read from " + file + ": " + e.getMessage(),
                    "openssl pkey -in KEY -pubout -out " + file.getFileName() + "   (of a key on curve prime256v1)");
        }
    }

    private static PublicKey key(String kind, byte[] der) throws GeneralSecurityException {
        return kind.equals("CERTIFICATE")
                ? CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der))
                        .getPublicKey()
                : KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    }
}
