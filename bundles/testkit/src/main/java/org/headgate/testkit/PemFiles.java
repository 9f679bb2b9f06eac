package org.headgate.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate and its key, made by OpenSSL. */
public record PemFiles(Path certificate, Path key) {
    private static final List<String> NEW_KEY =
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes");

    /** Self-signed, for localhost. */
    public static PemFiles make(Path folder) throws IOException, InterruptedException {
        return selfSigned(folder, "localhost", "DNS:localhost,IP:127.0.0.1");
    }

    /** @param names as OpenSSL takes them, for example {@code DNS:*.farm.example} */
    public static PemFiles selfSigned(Path folder, String commonName, String names)
            throws IOException, InterruptedException {
        PemFiles made = in(folder, commonName);
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-days", "30"));
        command.addAll(NEW_KEY);
        command.addAll(List.of(
                "-subj", "/CN=" + commonName, "-keyout", made.key.toString(), "-out", made.certificate.toString()));
        if (!names.isEmpty()) {
            command.addAll(List.of("-addext", "subjectAltName=" + names));
        }
        run(command);
        return made;
    }

    public PemFiles issue(Path folder, String commonName) throws IOException, InterruptedException {
        PemFiles made = in(folder, commonName);
        Path request = folder.resolve(commonName + ".csr");
        List<String> command = new ArrayList<>(List.of("openssl", "req"));
        command.addAll(NEW_KEY);
        command.addAll(
                List.of("-subj", "/CN=" + commonName, "-keyout", made.key.toString(), "-out", request.toString()));
        run(command);
        run(List.of(
                "openssl",
                "x509",
                "-req",
                "-days",
                "30",
                "-in",
                request.toString(),
                "-CA",
                certificate.toString(),
                "-CAkey",
                key.toString(),
                "-CAcreateserial",
                "-out",
                made.certificate.toString()));
        return made;
    }

    private static PemFiles in(Path folder, String name) {
        String plain = name.replace('*', '_');
        return new PemFiles(folder.resolve(plain + ".crt"), folder.resolve(plain + ".key"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + output);
        }
    }
}
