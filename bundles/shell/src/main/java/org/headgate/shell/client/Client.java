package org.headgate.shell.client;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries an operator's command to the running gateway: {@code Client [--home DIR] COMMAND [ARGUMENT…]}. Needs the JDK alone. */
public final class Client {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int STOPPED = 3;

    private final Map<String, String> environment;
    private final OutputStream stdout;
    private final PrintStream stderr;

    Client(Map<String, String> environment, OutputStream stdout, OutputStream stderr) {
        this.environment = environment;
        this.stdout = stdout;
        this.stderr = new PrintStream(stderr, true, StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) {
        Client client = new Client(
                System.getenv(), new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
        int code = client.run(Invocation.typed(arguments));
        Runtime.getRuntime().halt(code);
    }

    /** @return the exit code */
    int run(List<String> arguments) {
        Invocation invocation;
        try {
            invocation = Invocation.parse(arguments, environment);
        } catch (InvalidPathException e) {
            return fail(USAGE, unwritable(e));
        } catch (IllegalArgumentException e) {
            return fail(USAGE, e.getMessage());
        }
        Optional<String> help = HelpTexts.asked(invocation.arguments());
        if (help.isPresent()) {
            return print(help.get());
        }
        Path file = ControlFile.below(invocation.home());
        try {
            Optional<ControlFile> control = ControlFile.read(file);
            return control.isPresent() ? send(control.get(), invocation) : stopped(invocation);
        } catch (AccessDeniedException e) {
            return fail(
                    FAILED,
                    "no right to read " + file
                            + ": run this as the user that runs the gateway (its owner), or with sudo");
        } catch (IOException e) {
            return fail(FAILED, "cannot read " + file + ": " + e.getMessage());
        }
    }

    private int send(ControlFile control, Invocation invocation) {
        try (Exchange exchange = Exchange.open(control.port(), stdout, stderr)) {
            int code = exchange.run(control.token(), request(invocation));
            boolean stopping = code == 0 && invocation.arguments().get(0).equals("stop");
            return stopping ? new Departure(control.pid(), stderr).await(invocation.arguments()) : code;
        } catch (Exchange.NobodyThere e) {
            return Departure.alive(control.pid()) ? unreachable(control) : stopped(invocation);
        } catch (Exchange.NotAccepted e) {
            return Departure.alive(control.pid()) ? notAccepted(control) : stopped(invocation);
        } catch (EOFException e) {
            return fail(FAILED, "the gateway went away before its answer was whole; look at its log and at: status");
        } catch (InvalidPathException e) {
            return fail(FAILED, unwritable(e));
        } catch (FileSystemException e) {
            return fail(FAILED, "cannot write " + e.getFile() + ": " + reason(e));
        } catch (IOException e) {
            return fail(FAILED, "the answer could not be taken: " + e.getMessage());
        }
    }

    private Request request(Invocation invocation) {
        return new Request(
                invocation.arguments(),
                width(),
                ZoneId.systemDefault().getId(),
                Path.of("").toAbsolutePath().toString(),
                program(),
                invocation.homeOption());
    }

    private int width() {
        try {
            return Integer.parseInt(environment.getOrDefault("COLUMNS", "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private String program() {
        return environment.getOrDefault("HEADGATE_COMMAND", "headgate");
    }

    private int stopped(Invocation invocation) {
        List<String> arguments = invocation.arguments();
        if (arguments.equals(List.of("status", "--json"))) {
            print("{\"state\":\"stopped\",\"home\":" + json(invocation.home().toString())
                    + ",\"ports\":{},\"problems\":[],\"facts\":{},\"metrics\":{}}\n");
            return STOPPED;
        }
        return fail(
                STOPPED,
                "the gateway of " + invocation.home() + " is not running. Start it with: " + program() + " start"
                        + invocation.homeOption());
    }

    private int unreachable(ControlFile control) {
        return fail(
                FAILED,
                "process " + control.pid() + " is there, but does not answer on port " + control.port()
                        + ": it is starting, stopping or stuck. Try again in a few seconds; if it stays so: kill "
                        + control.pid());
    }

    private int notAccepted(ControlFile control) {
        return fail(
                FAILED,
                "who listens on port " + control.port() + " does not accept the token in this home. Is process "
                        + control.pid() + " really the gateway of this home? If not, delete cache/control there");
    }

    private static String unwritable(InvalidPathException e) {
        return "the path '" + e.getInput() + "' cannot be used in this locale: set LC_ALL=C.UTF-8";
    }

    private static String reason(FileSystemException e) {
        String why = e.getReason();
        return why == null ? e.getClass().getSimpleName().replace("Exception", "") : why;
    }

    private int print(String text) {
        try {
            stdout.write(text.getBytes(StandardCharsets.UTF_8));
            stdout.flush();
            return 0;
        } catch (IOException e) {
            return FAILED;
        }
    }

    private int fail(int code, String message) {
        stderr.println("headgate: " + message);
        return code;
    }

    private static String json(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
