package org.headgate.shell.internal.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.headgate.shell.client.Request;
import org.headgate.shell.internal.FakeGateway;

/** Runs commands against a fake gateway, in this process. */
final class Shell {
    final FakeGateway gateway;
    final Path folder;

    Shell(Path folder) {
        this.folder = folder;
        this.gateway = new FakeGateway(folder.resolve("home"));
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Request request = new Request(List.of(arguments), 0, "Europe/Berlin", folder.toString(), "headgate", "");
        Session session = new Session(gateway, request, new LocalAnswer(out, err));
        int code = Commands.run(session, request);
        session.runAfterwards();
        return new Result(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), out.toByteArray());
    }

    record Result(int code, String out, String err, byte[] bytes) {}
}
