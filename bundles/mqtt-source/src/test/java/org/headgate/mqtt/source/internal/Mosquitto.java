package org.headgate.mqtt.source.internal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.headgate.testkit.FreePort;
import org.headgate.testkit.Patience;

/** Debian's Mosquitto as a process of its own, on a port that survives its restarts. */
final class Mosquitto implements AutoCloseable {
    final int port;
    private final Path folder;
    private final String settings;
    private Process process;

    private Mosquitto(Path folder, int port, String settings) {
        this.folder = folder;
        this.port = port;
        this.settings = settings;
    }

    /** @param settings lines of mosquitto.conf; {@code DIR} stands for the folder */
    static Mosquitto start(Path folder, String... settings) throws IOException {
        int port = FreePort.find();
        Mosquitto broker = new Mosquitto(
                folder,
                port,
                "listener " + port + " 127.0.0.1\nuser root\nmax_queued_messages 5000\nlog_type error\n"
                        + String.join("\n", settings).replace("DIR", folder.toString()) + "\n");
        broker.start();
        return broker;
    }

    void start() throws IOException {
        Path program = Path.of("/usr/sbin/mosquitto");
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program + " is missing: apt-get install -y mosquitto mosquitto-clients");
        }
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), settings);
        process = new ProcessBuilder(program.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mosquitto.log").toFile()))
                .start();
        await().until(() -> listens() || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("mosquitto ended: " + Files.readString(folder.resolve("mosquitto.log")));
        }
    }

    void kill() {
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }

    /** Ends in order: writes its database. */
    void stop() {
        process.destroy();
        await().until(() -> !process.isAlive());
    }

    /** Publishes each line as one message. */
    void publish(String topic, int qos, List<String> lines, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "mosquitto_pub",
                "-V",
                "5",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-t",
                topic,
                "-q",
                String.valueOf(qos),
                "-l"));
        command.addAll(List.of(more));
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        client.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().close();
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!client.waitFor(Patience.SECONDS, TimeUnit.SECONDS) || client.exitValue() != 0) {
            throw new AssertionError("mosquitto_pub failed: " + output);
        }
    }

    void publish(String topic, String... lines) throws IOException, InterruptedException {
        publish(topic, 1, List.of(lines));
    }

    @Override
    public void close() {
        kill();
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
