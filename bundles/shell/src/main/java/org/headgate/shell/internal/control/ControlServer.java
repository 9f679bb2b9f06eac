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
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.headgate.shell.client.ControlFile;
import org.headgate.shell.internal.service.Gateway;
import org.jspecify.annotations.Nullable;
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
        service = ControlServer.class,
        immediate = true,
        configurationPid = "shell",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ControlServer.Config.class)
public final class ControlServer {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 16;
    private static final int TOKEN_BYTES = 32;
    /** Connections that have not shown the token: anyone on this machine can make them, so they take no command's place, and the oldest gives way. */
    private static final int STRANGERS = 64;

    /** Where no file can be opened, accepting fails at once, again and again. */
    private static final long PAUSE_NANOS = 100_000_000;

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
    private final ControlStatus status;
    private final Config config;
    private final Path file;
    private final byte[] token;
    private final ServerSocket server;
    private final ExecutorService conversations;
    private final Semaphore commands;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> strangers = new LinkedHashSet<>();

    @Activate
    public ControlServer(@Reference Gateway gateway, @Reference ControlStatus status, Config config)
            throws IOException {
        this.gateway = gateway;
        this.status = status;
        this.config = config;
        this.file = ControlFile.below(gateway.home().root());
        String secret = newToken();
        this.token = secret.getBytes(StandardCharsets.UTF_8);
        this.commands = new Semaphore(config.commands_max());
        this.conversations = new ThreadPoolExecutor(
                0,
                config.commands_max() + 2 * STRANGERS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                ControlServer::thread);
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(LOOPBACK));
        new ControlFile(server.getLocalPort(), secret, ProcessHandle.current().pid()).write(file);
        status.listening(server.getLocalPort());
        thread(this::accept).start();
    }

    @Deactivate
    void stop() throws IOException {
        Files.deleteIfExists(file);
        status.listening(0);
        server.close();
        conversations.shutdownNow();
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
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        open.add(socket);
        Socket oldest = enter(socket);
        if (oldest != null) {
            status.turnedAway.incrementAndGet();
            oldest.close();
        }
        try {
            conversations.execute(() -> {
                try (socket) {
                    new Conversation(socket, token, gateway, config.request_timeout_ms(), status).run(this::admit);
                } catch (IOException e) {
                    LOG.debug("A client went away: {}", e.getMessage());
                } finally {
                    leave(socket);
                    open.remove(socket);
                }
            });
        } catch (RejectedExecutionException e) {
            status.turnedAway.incrementAndGet();
            leave(socket);
            open.remove(socket);
            socket.close();
        }
    }

    /** A place for the command of a client that has shown the token, to be closed when it has ended; null where all are taken. */
    private @Nullable Runnable admit(Socket socket) {
        leave(socket);
        if (!commands.tryAcquire()) {
            status.turnedAway.incrementAndGet();
            return null;
        }
        status.running.incrementAndGet();
        return () -> {
            status.running.decrementAndGet();
            commands.release();
        };
    }

    /** The connection that has to give way, or null. */
    private @Nullable Socket enter(Socket socket) {
        synchronized (strangers) {
            strangers.add(socket);
            Socket oldest = strangers.size() > STRANGERS ? strangers.iterator().next() : null;
            strangers.remove(oldest);
            status.unknown.set(strangers.size());
            return oldest;
        }
    }

    private void leave(Socket socket) {
        synchronized (strangers) {
            strangers.remove(socket);
            status.unknown.set(strangers.size());
        }
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
