package org.headgate.coap.source.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.headgate.testkit.Patience;

/** Keys and certificates as an operator would make them, by openssl: an authority, the gateway, a device with a certificate, and those of a stranger. */
record Keys(Path folder) {

    static Keys make(Path folder) throws IOException, InterruptedException {
        run(folder, """
                set -e
                for who in ca gateway meter stranger-ca stranger; do openssl ecparam -name prime256v1 -genkey -noout -out $who.key; done
                for ca in ca stranger-ca; do openssl req -x509 -new -key $ca.key -days 2 -subj /CN=$ca -out $ca.pem; done
                sign() { openssl req -new -key $1.key -subj /CN=$2 | openssl x509 -req -CA $3.pem -CAkey $3.key -CAcreateserial -days 2 -out $1.pem; }
                sign gateway localhost ca
                sign meter meter-7 ca
                sign stranger meter-7 stranger-ca
                openssl pkey -in meter.key -pubout -outform DER -out meter.der
                openssl pkey -in gateway.key -out gateway.pkcs8
                """);
        return new Keys(folder);
    }

    String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void run(Path folder, String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!shell.waitFor(Patience.SECONDS, TimeUnit.SECONDS) || shell.exitValue() != 0) {
            throw new AssertionError("openssl failed; apt-get install -y openssl\n" + output);
        }
    }
}
