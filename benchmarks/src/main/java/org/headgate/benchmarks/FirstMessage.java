package org.headgate.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Waits for a server to start: tries again and again to subscribe and to publish, until a message has come through, and prints the
 * time of that. Start it before the server.
 */
@CommandLine.Command(
        name = "first",
        description = "Waits until a message comes through; prints when, in milliseconds since 1970.",
        mixinStandardHelpOptions = true)
final class FirstMessage implements Callable<Integer> {
    private static final int AGAIN_MILLIS = 5;
    private static final Wire WIRE = new Wire(4);

    @Option(names = "--port", required = true)
    int port;

    @Option(names = "--topic", required = true)
    String topic = "";

    @Option(names = "--subscribe", required = true)
    String subscribe = "";

    @Option(names = "--buyer")
    @Nullable
    String buyer;

    @Option(names = "--buyer-password-file")
    @Nullable
    Path buyerPasswordFile;

    @Option(names = "--seconds", defaultValue = "60", description = "how long to try")
    int seconds;

    FirstMessage() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String password = buyerPasswordFile == null
                ? null
                : Files.readString(buyerPasswordFile).strip();
        System.out.println("{\"trying\":true}");
        while (System.nanoTime() < until) {
            try (Socket reader = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket writer = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open(reader, "bench-first-buyer", buyer, password);
                open(writer, "bench-first-device", null, null);
                reader.getOutputStream().write(WIRE.subscribe(subscribe, 0));
                if (cameThrough(reader, writer, until)) {
                    System.out.println("{\"first_at_ms\":" + System.currentTimeMillis() + "}");
                    return 0;
                }
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
        throw new IOException("nothing came through in " + seconds + " s");
    }

    private static void open(Socket socket, String clientId, @Nullable String user, @Nullable String password)
            throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(1000);
        socket.getOutputStream().write(WIRE.connect(clientId, user, password));
        WIRE.connected(socket.getInputStream());
    }

    private boolean cameThrough(Socket reader, Socket writer, long until) throws IOException, InterruptedException {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] payload = Reading.template();
        long micros = new Run(0, 1).nowMicros();
        Reading.fill(payload, 0, micros, micros);
        InputStream in = reader.getInputStream();
        while (System.nanoTime() < until) {
            writer.getOutputStream().write(WIRE.publish(name, 0, payload));
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            while (in.available() > 0) {
                int head = in.read();
                byte[] body = in.readNBytes(Wire.remainingLength(in));
                if (head == Wire.SUBACK && (body[body.length - 1] & 0xff) >= 0x80) {
                    throw new IOException("not yet");
                }
                if ((head & 0xf0) == Wire.PUBLISH) {
                    return true;
                }
            }
        }
        return false;
    }
}
