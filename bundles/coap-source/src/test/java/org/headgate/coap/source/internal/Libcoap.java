package org.headgate.coap.source.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.headgate.testkit.Patience;

/** Debian's coap-client, in one of its three forms. */
record Libcoap(String form) {

    record Result(int exit, String output) {}

    Result run(String... arguments) throws IOException, InterruptedException {
        Path program = Path.of("/usr/bin/coap-client-" + form);
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program + " is missing: apt-get install -y libcoap3-bin");
        }
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "-v", "6", "-B", Long.toString(Patience.SECONDS)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("coap-client hangs: " + command + "\n" + output);
        }
        return new Result(process.exitValue(), output);
    }
}
