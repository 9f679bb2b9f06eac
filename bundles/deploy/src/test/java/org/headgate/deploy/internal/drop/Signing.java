package org.headgate.deploy.internal.drop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;

/** Keys by {@code keytool}, jars signed by the JDK's own signer. */
final class Signing {
    private static final String PASSWORD = "changeit";
    static final String MANIFEST = "Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\n"
            + "Bundle-SymbolicName: org.example.a\r\nBundle-Version: 1.2.0\r\n\r\n";

    private final Path folder;
    private int files;

    Signing(Path folder) {
        this.folder = folder;
    }

    /** @param options of {@code keytool -genkeypair} */
    PrivateKeyEntry key(String name, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name));
        command.addAll(List.of(options));
        keytool(command);
        return entry(name);
    }

    /** What {@code -certreq}, {@code -gencert} and {@code -importcert} make of {@code name}: certified by {@code by}. */
    PrivateKeyEntry certified(String name, String by, String... options) throws Exception {
        String request = folder.resolve(name + ".csr").toString();
        String certificate = folder.resolve(name + ".crt").toString();
        keytool(List.of("-certreq", "-alias", name, "-file", request));
        List<String> command =
                new ArrayList<>(List.of("-gencert", "-alias", by, "-infile", request, "-outfile", certificate, "-rfc"));
        command.addAll(List.of(options));
        keytool(command);
        keytool(List.of("-importcert", "-noprompt", "-alias", name, "-file", certificate));
        return entry(name);
    }

    private void keytool(List<String> what) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(what);
        command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private PrivateKeyEntry entry(String name) throws Exception {
        char[] password = PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(folder.resolve("keys.p12").toFile(), password);
        return (PrivateKeyEntry) keys.getEntry(name, new KeyStore.PasswordProtection(password));
    }

    static void writePem(Certificate certificate, Path file) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    /** A jar with a manifest, a class, and what else is given: names and contents in turn. */
    Path jar(String... entries) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put(JarFile.MANIFEST_NAME, MANIFEST.getBytes(StandardCharsets.UTF_8));
        all.put("org/example/A.class", new byte[] {1, 2, 3});
        for (int i = 0; i < entries.length; i += 2) {
            all.put(entries[i], entries[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return write(all);
    }

    Path write(Map<String, byte[]> entries) throws IOException {
        Path file = folder.resolve(++files + ".jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return file;
    }

    Path sign(Path jar, PrivateKeyEntry key) throws Exception {
        Path signed = folder.resolve(++files + ".jar");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(key).signerName("S" + files).build().sign(in, out);
        }
        return signed;
    }

    static Map<String, byte[]> entries(Path jar) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                all.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return all;
    }
}
