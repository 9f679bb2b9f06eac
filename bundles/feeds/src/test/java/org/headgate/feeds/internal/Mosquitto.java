package org.headgate.feeds.internal;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.testkit.FreePort;

/** Debian's Mosquitto with its clients, on a free port of the loopback. */
final class Mosquitto implements AutoCloseable {
    private static final String INSTALL =
            "this test needs Mosquitto and its clients: sudo apt-get install -y mosquitto mosquitto-clients";

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final int port;
    private int published;

    Mosquitto(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        port = FreePort.find();
        Path conf = Files.writeString(
                folder.resolve("mosquitto.conf"),
                "listener " + port + " 127.0.0.1\nallow_anonymous true\nlog_dest none\n");
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        ProcessBuilder server = new ProcessBuilder("sh", "-c", "exec mosquitto -c " + conf);
        server.environment().put("PATH", path);
        processes.add(start(server));
        await(INSTALL).ignoreException(ConnectException.class).until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
    }

    /** Records what the topics say, as a buyer would, for ten minutes at most. */
    Process record(Path file, String format, String... topics) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "mosquitto_sub", "-p", Integer.toString(port), "-V", "5", "-q", "1", "-F", format, "-W", "600"));
        for (String topic : topics) {
            command.addAll(List.of("-t", topic));
        }
        Process process = start(new ProcessBuilder(command).redirectOutput(file.toFile()));
        processes.add(process);
        return process;
    }

    void publish(String topic, Item item) throws Exception {
        Path payload = Files.write(folder.resolve("payload-" + published++), item.payload());
        List<String> command = new ArrayList<>(
                List.of("mosquitto_pub", "-p", Integer.toString(port), "-V", "5", "-q", "1", "-t", topic));
        command.addAll(List.of("-D", "publish", "content-type", item.contentType(), "-f", payload.toString()));
        for (Map.Entry<String, String> property : item.properties()) {
            command.addAll(List.of("-D", "publish", "user-property", property.getKey(), property.getValue()));
        }
        if (start(new ProcessBuilder(command)).waitFor() != 0) {
            throw new IOException("mosquitto_pub failed");
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroy();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new AssertionError(INSTALL, e);
        }
    }
}
