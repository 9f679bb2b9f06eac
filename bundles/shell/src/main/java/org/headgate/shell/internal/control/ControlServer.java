package org.headgate.shell.internal.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.shell.client.ControlFile;
import org.headgate.shell.internal.service.Gateway;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes commands on loopback from whoever can read the control file of this home. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = "shell",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ControlServer.Config.class)
public final class ControlServer implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 16;
    private static final int TOKEN_BYTES = 32;

    @ObjectClassDefinition(name = "shell", description = "Commands of the operator, taken on loopback.")
    @interface Config {
        @AttributeDefinition(
                name = "commands.max",
                description = "How many commands may run at the same time; one more is turned away.")
        int commands_max() default 8;

        @AttributeDefinition(
                name = "request.timeout.ms",
                description = "How long a client may take to say what it wants, in milliseconds.")
        int request_timeout_ms() default 5000;
    }

    private final Gateway gateway;
    private final Config config;
    private final Path file;
    private final byte[] token;
    private final ServerSocket server;
    private final ExecutorService commands;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong denied = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();

    @Activate
    public ControlServer(@Reference Gateway gateway, Config config) throws IOException {
        this.gateway = gateway;
        this.config = config;
        this.file = ControlFile.below(gateway.home().root());
        String secret = newToken();
        this.token = secret.getBytes(StandardCharsets.UTF_8);
        this.commands = new ThreadPoolExecutor(
                0, config.commands_max(), 10, TimeUnit.SECONDS, new SynchronousQueue<>(), ControlServer::thread);
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(LOOPBACK));
        new ControlFile(server.getLocalPort(), secret, ProcessHandle.current().pid()).write(file);
        thread(this::accept).start();
    }

    @Deactivate
    void stop() throws IOException {
        Files.deleteIfExists(file);
        server.close();
        commands.shutdownNow();
        for (Socket socket : open) {
            socket.close();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("A connection could not be taken: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        open.add(socket);
        try {
            commands.execute(() -> {
                try (socket) {
                    new Conversation(socket, token, gateway, config.request_timeout_ms(), accepted, denied).run();
                } catch (IOException e) {
                    LOG.debug("A client went away: {}", e.getMessage());
                } finally {
                    open.remove(socket);
                }
            });
        } catch (RejectedExecutionException e) {
            turnedAway.incrementAndGet();
            open.remove(socket);
            try (socket) {
                Conversation.turnAway(socket, config.commands_max());
            }
        }
    }

    @Override
    public String component() {
        return "shell";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder()
                .port("shell", server.getLocalPort())
                .metric("shell.commands", accepted.get())
                .metric("shell.commands.running", open.size())
                .metric("shell.denied", denied.get())
                .metric("shell.turned.away", turnedAway.get());
        if (!Files.exists(file)) {
            report.problem(new Problem(
                    "control_file_gone",
                    file + " is gone: commands cannot find this gateway",
                    "restart the gateway; do not empty cache/ while it runs",
                    false));
        }
        return report.build();
    }

    private static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "shell-control");
        thread.setDaemon(true);
        return thread;
    }
}
