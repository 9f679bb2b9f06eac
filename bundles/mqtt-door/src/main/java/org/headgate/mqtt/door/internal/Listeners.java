package org.headgate.mqtt.door.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Connection;
import org.headgate.mqtt.door.internal.broker.PeerCertificate;
import org.headgate.mqtt.door.internal.broker.Services;
import org.headgate.mqtt.door.internal.tls.TlsEntry;
import org.headgate.mqtt.door.internal.tls.TlsRenewal;
import org.headgate.mqtt.door.internal.websocket.WebSockets;
import org.jspecify.annotations.Nullable;

/** The ports of the door: plain, with TLS, and both again in WebSocket frames. */
final class Listeners {
    private static final int LOOK_SECONDS = 5;

    private final Listening listening;
    private final EventLoopGroup group;
    private final Services services;
    private final ScheduledExecutorService scheduler;
    private final SharedReads reads = new SharedReads();
    private final List<Listener> listeners = new ArrayList<>();
    private final ThreadPoolExecutor handshakes = handshakes();
    private @Nullable TlsRenewal tls;
    private @Nullable ScheduledFuture<?> looking;
    private boolean closed;

    Listeners(Listening listening, EventLoopGroup group, Services services, ScheduledExecutorService scheduler) {
        this.listening = listening;
        this.group = group;
        this.services = services;
        this.scheduler = scheduler;
    }

    /** One thread beside the loop, while there are handshakes: a crowd that comes at once does not hold up who is in. */
    private static ThreadPoolExecutor handshakes() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("mqtt-door-handshake", true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Never blocks, but for reading certificates. */
    synchronized void open(Broker broker) {
        Consumer<Channel> plain = accepted -> accepted.pipeline().addLast(new Connection(broker, accepted));
        Consumer<Channel> webSocket = new WebSockets(broker, listening.origins(), listening.open())::prepare;
        open("mqtt-door", listening.port(), plain);
        open("mqtt-door.websocket", listening.webSocketPort(), webSocket);
        if (!listening.encrypted()) {
            return;
        }
        TlsRenewal files =
                new TlsRenewal(listening.tls(), this::known, broker.limits().connectSeconds(), handshakes);
        tls = files;
        Consumer<Channel> encrypted = secured(files, plain);
        Consumer<Channel> encryptedWebSocket = secured(files, webSocket);
        Runnable look = () -> {
            if (lookedAt(files)) {
                open("mqtt-door.tls", listening.tlsPort(), encrypted);
                open("mqtt-door.websocket.tls", listening.tlsWebSocketPort(), encryptedWebSocket);
            }
        };
        look.run();
        looking = scheduler.scheduleWithFixedDelay(
                () -> handshakes.execute(look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether the files can be used for the first time. */
    private boolean lookedAt(TlsRenewal files) {
        boolean before = files.entry() != null;
        files.look();
        return !before && files.entry() != null;
    }

    private static Consumer<Channel> secured(TlsRenewal files, Consumer<Channel> prepare) {
        return accepted -> {
            TlsEntry now = Objects.requireNonNull(files.entry(), "its port opens only then");
            accepted.pipeline().addLast(now.handler(accepted.alloc()));
            accepted.attr(PeerCertificate.AUTHORITIES).set(now::vouched);
            prepare.accept(accepted);
        };
    }

    private synchronized void open(String name, int port, Consumer<Channel> prepare) {
        if (port < 0 || closed) {
            return;
        }
        Listener listener = new Listener(name, listening.address(), port, group, reads, prepare, scheduler);
        listeners.add(listener);
        listener.open();
    }

    /** A device that was admitted by its key may show any certificate with that key. */
    private boolean known(X509Certificate certificate) {
        DeviceCredentials credentials = services.deviceCredentials();
        return credentials != null
                && credentials.byKey(certificate.getPublicKey().getEncoded()).isPresent();
    }

    /** Port of a listener, 0 while it does not listen. */
    synchronized int port(String name) {
        return listeners.stream()
                .filter(listener -> listener.name().equals(name))
                .mapToInt(Listener::port)
                .findFirst()
                .orElse(0);
    }

    synchronized void report(Report.Builder report) {
        for (Listener listener : listeners) {
            if (listener.port() > 0) {
                report.port(listener.name(), listener.port());
            }
            Problem problem = listener.problem();
            if (problem != null) {
                report.problem(problem);
            }
        }
        String obstacle = tls == null ? null : tls.obstacle();
        if (obstacle != null) {
            report.problem(unusable(obstacle, tls.entry() != null));
        }
    }

    private static Problem unusable(String why, boolean goesOn) {
        return new Problem(
                "tls_files_unusable",
                (goesOn ? "TLS goes on with what was read before: " : "no TLS: ") + why,
                "give PEM certificate chains and their PEM keys (PKCS#8), as many of the one as of the other;"
                        + " they are looked at every %d s".formatted(LOOK_SECONDS),
                true);
    }

    synchronized void close() {
        closed = true;
        if (looking != null) {
            looking.cancel(false);
        }
        handshakes.shutdown();
        listeners.forEach(Listener::close);
    }
}
