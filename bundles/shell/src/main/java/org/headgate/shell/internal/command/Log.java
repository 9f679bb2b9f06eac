package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "log",
        description = "Shows the end of the gateway's log; its files are in log/ below the home.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate log --lines 200 --follow"})
final class Log extends Command {
    private static final long POLL_MILLIS = 500;
    private static final int MAX_TAIL_BYTES = 1 << 20;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many lines (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is logged from now on, until interrupted.")
    private boolean follow;

    Log(Session session) {
        super(session);
    }

    static Path newest(Session session) {
        return session.gateway().home().log().resolve("headgate.0.log");
    }

    @Override
    int run() throws IOException, Refusal, InterruptedException {
        if (lines < 0) {
            throw Refusal.usage("--lines " + lines + " is no count", session.line("log --help"));
        }
        Path file = newest(session);
        if (!Files.exists(file)) {
            throw new Refusal("there is no " + file, "a gateway started with `run` also logs to its terminal");
        }
        OutputStream out = session.raw();
        out.write(lastLines(tail(file, MAX_TAIL_BYTES)));
        out.flush();
        long position = Files.size(file);
        while (follow) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            long size = Files.size(file);
            byte[] more = size < position
                    ? tail(file, MAX_TAIL_BYTES)
                    : tail(file, (int) Math.min(MAX_TAIL_BYTES, size - position));
            position = size;
            out.write(more);
            out.flush();
            session.alive();
        }
        return 0;
    }

    private byte[] lastLines(byte[] tail) {
        int from = tail.length;
        for (int missing = lines + 1; from > 0 && missing > 0; from--) {
            if (tail[from - 1] == '\n' && --missing == 0) {
                break;
            }
        }
        return Arrays.copyOfRange(tail, from, tail.length);
    }

    /** At most so many bytes from the end. */
    static byte[] tail(Path file, int max) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long size = open.length();
            byte[] bytes = new byte[(int) Math.min(max, size)];
            open.seek(size - bytes.length);
            open.readFully(bytes);
            return bytes;
        }
    }
}
