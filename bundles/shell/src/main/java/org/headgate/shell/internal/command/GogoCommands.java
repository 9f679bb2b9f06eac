package org.headgate.shell.internal.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.headgate.shell.client.Request;
import org.headgate.shell.internal.service.Gateway;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The same commands for a Gogo shell, scope {@code headgate}. Gogo calls a command's method by its name and lends it {@code System.out}. */
@Component(
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=headgate",
            "osgi.command.function=status",
            "osgi.command.function=feed",
            "osgi.command.function=pass",
            "osgi.command.function=sales",
            "osgi.command.function=channel",
            "osgi.command.function=device",
            "osgi.command.function=inbox",
            "osgi.command.function=profile",
            "osgi.command.function=batch",
            "osgi.command.function=quarantine",
            "osgi.command.function=export",
            "osgi.command.function=supportbundle",
            "osgi.command.function=log",
            "osgi.command.function=stop"
        })
public final class GogoCommands {
    private final Gateway gateway;

    @Activate
    public GogoCommands(@Reference Gateway gateway) {
        this.gateway = gateway;
    }

    public void status(String[] arguments) {
        run("status", arguments);
    }

    public void feed(String[] arguments) {
        run("feed", arguments);
    }

    public void pass(String[] arguments) {
        run("pass", arguments);
    }

    public void sales(String[] arguments) {
        run("sales", arguments);
    }

    public void channel(String[] arguments) {
        run("channel", arguments);
    }

    public void device(String[] arguments) {
        run("device", arguments);
    }

    public void inbox(String[] arguments) {
        run("inbox", arguments);
    }

    public void profile(String[] arguments) {
        run("profile", arguments);
    }

    public void batch(String[] arguments) {
        run("batch", arguments);
    }

    public void quarantine(String[] arguments) {
        run("quarantine", arguments);
    }

    public void export(String[] arguments) {
        run("export", arguments);
    }

    public void supportbundle(String[] arguments) {
        run("support-bundle", arguments);
    }

    public void log(String[] arguments) {
        run("log", arguments);
    }

    public void stop(String[] arguments) {
        run("stop", arguments);
    }

    private void run(String name, String[] arguments) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of(arguments));
        String folder = Path.of("").toAbsolutePath().toString();
        Request request = new Request(all, 0, ZoneId.systemDefault().getId(), folder, "headgate", "");
        Session session = new Session(gateway, request, new LocalAnswer(new Open(System.out), new Open(System.err)));
        Commands.run(session, request);
        session.runAfterwards();
    }

    /** Streams that are not ours to close. */
    private static final class Open extends FilterOutputStream {
        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
