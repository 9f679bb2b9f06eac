package org.headgate.deploy.internal.drop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
    @TempDir
    Path temporary;

    private Path folder;
    private Signing signing;
    private Trust trust;

    @BeforeEach
    void make() {
        folder = temporary.resolve("trust");
        signing = new Signing(temporary);
        trust = new Trust(folder);
    }

    private Set<CodeSigner> signers(PrivateKeyEntry key) throws Exception {
        try (JarFile jar = new JarFile(signing.sign(signing.jar(), key).toFile(), true)) {
            return SignedZip.signers(jar);
        }
    }

    @Test
    void signer_whoseCertificateIsThere_isTrustedAsLongAsItIs() throws Exception {
        Set<CodeSigner> mine = signers(signing.key("mine"));
        Set<CodeSigner> other = signers(signing.key("other"));
        assertThat(trust.look()).isFalse();
        assertThat(trust.behind(mine)).isEmpty();

        Path file = folder.resolve("me.pem");
        Signing.writePem(
                mine.iterator().next().getSignerCertPath().getCertificates().get(0), file);
        assertThat(trust.look()).isTrue();
        assertThat(trust.look()).isFalse();
        assertThat(trust.behind(mine)).contains("me.pem");
        assertThat(trust.behind(other)).isEmpty();
        assertThat(trust.behind(Set.of())).isEmpty();

        Files.delete(file);
        assertThat(trust.look()).isTrue();
        assertThat(trust.behind(mine)).isEmpty();
    }

    @Test
    void signer_certifiedByATrustedAuthority_isTrusted() throws Exception {
        PrivateKeyEntry root = signing.key("root", "-ext", "bc=ca:true");
        signing.key("author");
        PrivateKeyEntry author = signing.certified("author", "root", "-ext", "EKU=codeSigning");
        signing.key("server");
        PrivateKeyEntry server = signing.certified("server", "root", "-ext", "EKU=serverAuth");
        signing.key("friend");
        PrivateKeyEntry friend = signing.certified("friend", "author");
        Signing.writePem(root.getCertificate(), folder.resolve("root.pem"));
        trust.look();

        assertThat(trust.behind(signers(author))).contains("root.pem");
        assertThat(trust.behind(signers(server)))
                .as("a certificate for servers")
                .isEmpty();
        assertThat(trust.behind(signers(friend)))
                .as("certified by one who may certify nobody")
                .isEmpty();
    }

    @Test
    void certificate_whoseTimeIsOver_isTrustedOn() throws Exception {
        PrivateKeyEntry old = signing.key("old", "-startdate", "-3y", "-validity", "30");
        Signing.writePem(old.getCertificate(), folder.resolve("old.pem"));
        trust.look();
        assertThat(trust.behind(signers(old))).contains("old.pem");
    }

    @Test
    void file_thatIsNoCertificate_trustsNobodyAndHindersNone() throws Exception {
        PrivateKeyEntry mine = signing.key("mine");
        Signing.writePem(mine.getCertificate(), folder.resolve("me.pem"));
        Files.writeString(folder.resolve("a.pem"), "no certificate");
        trust.look();
        assertThat(trust.behind(signers(mine))).contains("me.pem");
    }
}
