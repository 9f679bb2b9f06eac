package org.headgate.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The key with which whoever writes bundles for this gateway signs them, and the certificate by which it trusts them. Made by the JDK's {@code keytool}, for
 * {@code jarsigner}.
 */
record DeveloperKey(Path home) {
    private static final String ALIAS = "developer";
    private static final String PASSWORD_VARIABLE = "HEADGATE_DEVELOPER_PASSWORD";
    private static final int PASSWORD_BYTES = 24;
    private static final String DAYS = "36500";

    Path store() {
        return home.resolve("developer/key.p12");
    }

    Path password() {
        return home.resolve("developer/password");
    }

    Path certificate() {
        return home.resolve("conf/trust/developer.pem");
    }

    /** True where there was none. The certificate is written beside a new key only: who deleted it does not trust the key any more. */
    boolean make() throws IOException, InterruptedException, Refusal {
        if (Files.exists(store())) {
            return false;
        }
        Folders.createPrivate(home.resolve("developer"));
        Files.createDirectories(certificate().getParent());
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path store = store().resolveSibling("new.p12");
        Path exported = store().resolveSibling("new.pem");
        Files.deleteIfExists(store);
        Files.deleteIfExists(exported);
        keytool(
                secret,
                List.of(
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        DAYS,
                        "-dname",
                        "CN=Headgate developer",
                        "-ext",
                        "EKU=codeSigning"),
                store);
        keytool(secret, List.of("-exportcert", "-rfc", "-file", exported.toString()), store);
        Files.writeString(password(), secret + "\n", StandardCharsets.US_ASCII);
        Files.move(exported, certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.move(store, store(), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static void keytool(String secret, List<String> what, Path store)
            throws IOException, InterruptedException, Refusal {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(keytool)) {
            throw new Refusal(
                    1, "There is no " + keytool + ", which makes keys. Set JAVA_HOME to a Java that has one.");
        }
        List<String> command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(what);
        command.addAll(List.of(
                "-alias",
                ALIAS,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass:env",
                PASSWORD_VARIABLE));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, secret);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new Refusal(1, "The developer's key could not be made: " + said.strip());
        }
    }

    /** For people. */
    String words(boolean isNew) {
        return (isNew ? "A key for signing bundles is new: " : "The key for signing bundles is there: ") + store()
                + (Files.exists(certificate())
                        ? "\nThis gateway runs what it signs, because of " + certificate()
                        : "\nThis gateway does not run what it signs: there is no " + certificate())
                + "\n\nSign a bundle, with a JDK's jarsigner:\n  jarsigner -keystore " + store() + " -storepass:file "
                + password() + " my-profile.jar " + ALIAS;
    }
}
