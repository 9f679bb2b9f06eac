package org.headgate.deploy.internal.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedZipTest {
    @TempDir
    static Path folder;

    private static Signing signing;
    private static PrivateKeyEntry key;
    private static Path signed;

    @BeforeAll
    static void sign() throws Exception {
        signing = new Signing(folder);
        key = signing.key("one");
        signed = signing.sign(signing.jar("OSGI-INF/c.xml", "<c/>", "META-INF/services/x", "y"), key);
    }

    private static Set<CodeSigner> read(Path file) throws IOException, Refused {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            return SignedZip.signers(jar);
        }
    }

    private static void assertRefused(Path file, String code, String... words) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }

    @Test
    void file_signedWhole_hasItsSigner() throws Exception {
        assertThat(read(signed))
                .singleElement()
                .satisfies(signer -> assertThat(
                                signer.getSignerCertPath().getCertificates().get(0))
                        .isEqualTo(key.getCertificate()));
        assertThat(read(signing.jar())).isEmpty();
    }

    @Test
    void file_signedByTwo_hasBoth() throws Exception {
        assertThat(read(signing.sign(signed, signing.key("two")))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/example/Added.class", "added.txt", "META-INF/services/added", "META-INF/sub/A.SF"})
    void entry_addedAfterwards_isRefused(String name) throws Exception {
        Map<String, byte[]> entries = Signing.entries(signed);
        entries.put(name, new byte[] {4});
        assertRefused(signing.write(entries), "partly_signed", name);
    }

    @Test
    void entry_changedOrTakenOut_isRefused() throws Exception {
        Map<String, byte[]> changed = Signing.entries(signed);
        changed.put("OSGI-INF/c.xml", "<d/>".getBytes(StandardCharsets.UTF_8));
        assertRefused(signing.write(changed), "bad_signature", "OSGI-INF/c.xml");
        Map<String, byte[]> less = Signing.entries(signed);
        less.remove("OSGI-INF/c.xml");
        assertRefused(signing.write(less), "bad_signature", "OSGI-INF/c.xml is missing");
    }

    @Test
    void manifest_changedAfterwards_isRefused() throws Exception {
        Map<String, byte[]> changed = Signing.entries(signed);
        String manifest = new String(changed.get(JarFile.MANIFEST_NAME), StandardCharsets.UTF_8);
        changed.put(
                JarFile.MANIFEST_NAME,
                manifest.replace("Bundle-Version: 1.2.0", "Bundle-Version: 9.9.9")
                        .getBytes(StandardCharsets.UTF_8));
        assertRefused(signing.write(changed), "bad_signature", "anifest");
    }

    @Test
    void signature_ofWhichAPartIsGone_isRefused() throws Exception {
        Map<String, byte[]> changed = Signing.entries(signed);
        changed.keySet().removeIf(name -> name.endsWith(".SF"));
        assertRefused(signing.write(changed), "bad_signature", "accepts no signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../conf/x.cfg", "/etc/x", "a/../../b", "..\\x"})
    void entry_thatClimbsOut_isRefused(String name) throws Exception {
        assertRefused(signing.jar(name, "x"), "hostile_file", name);
    }

    @Test
    void bomb_isRefusedBeforeItIsUnpackedWhole() throws Exception {
        Path bomb = folder.resolve("bomb.jar");
        byte[] zeros = new byte[1 << 20];
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bomb))) {
            out.putNextEntry(new ZipEntry("zeros"));
            for (int i = 0; i < 300; i++) {
                out.write(zeros);
            }
        }
        assertThat(Files.size(bomb)).isLessThan(1 << 20);
        assertRefused(bomb, "hostile_file", "256 MiB");
    }

    @Test
    void entries_ofOneName_areRefused() throws Exception {
        Path jar = signing.jar("twice-1", "x", "twice-2", "y");
        byte[] bytes = Files.readAllBytes(jar);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("twice-2", "twice-1");
        Files.write(jar, text.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(jar, "hostile_file", "two entries of the name twice-1");
    }

    @Test
    void entries_withoutEnd_areRefused() throws Exception {
        Path many = folder.resolve("many.jar");
        try (OutputStream file = Files.newOutputStream(many);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (int i = 0; i <= 20_000; i++) {
                out.putNextEntry(new ZipEntry("e" + i));
            }
        }
        assertRefused(many, "hostile_file", "more than 20000 entries");
    }

    @Test
    void file_cutOff_isNoWholeZip() throws Exception {
        byte[] whole = Files.readAllBytes(signed);
        Path cut = folder.resolve("cut.jar");
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> read(cut)).isInstanceOf(ZipException.class);
    }
}
