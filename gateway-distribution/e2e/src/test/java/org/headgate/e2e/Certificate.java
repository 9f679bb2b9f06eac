package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for 127.0.0.1 that nobody signed but itself: as PEM files for a server, and as a trust store for clients in Java. */
record Certificate(Path chain, Path key, Path trust) {
    private static final String PASSWORD = "changeit";

    static Certificate make(Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        tool(
                "-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=127.0.0.1 -ext SAN=ip:127.0.0.1 -validity 2 -keystore "
                        + store);
        Path chain = folder.resolve("server.pem");
        tool("-exportcert -rfc -alias server -file " + chain + " -keystore " + store);
        Path trust = folder.resolve("trust.p12");
        tool("-importcert -noprompt -alias server -file " + chain + " -keystore " + trust);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Key key = keys.getKey("server", PASSWORD.toCharArray());
        Path pem = Files.writeString(
                folder.resolve("server.key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        return new Certificate(chain, pem, trust);
    }

    /** For a Java that is to trust it. */
    String javaOptions() {
        return "-Djavax.net.ssl.trustStore=" + trust + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
    }

    private static void tool(String words) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Gateway.Finished done = Gateway.finish(command);
        assertThat(done.exitCode()).as(done.output()).isZero();
    }
}
