package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.headgate.testkit.Patience;

/** An authority of our own, and what it signs, made with the openssl command. */
final class TestCertificates {
    private TestCertificates() {}

    static void make(Path folder) throws IOException, InterruptedException {
        run(folder, """
                set -e
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem
                for who in broker gateway; do
                  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=$who -keyout $who.key -out $who.csr
                  echo subjectAltName=IP:127.0.0.1 > $who.ext
                  openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile $who.ext -out $who.pem
                done
                """);
    }

    private static void run(Path folder, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("openssl is missing or failed (apt-get install -y openssl): " + output);
        }
    }
}
