package org.headgate.mqtt.door.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Connection;
import org.headgate.mqtt.door.internal.broker.PeerCertificate;
import org.headgate.mqtt.door.internal.broker.Services;
import org.headgate.mqtt.door.internal.websocket.WebSockets;
import org.headgate.tls.TlsEntry;
import org.headgate.tls.TlsRenewal;
import org.jspecify.annotations.Nullable;

/** The ports of the door: plain, with TLS, and both again in WebSocket frames. */
final class Listeners {
    private final Listening listening;
    private final EventLoopGroup group;
    private final Services services;
    private final ScheduledExecutorService scheduler;
    private final SharedReads reads = new SharedReads();
    private final List<Listener> listeners = new ArrayList<>();
    private @Nullable TlsRenewal tls;
    private boolean closed;

    Listeners(Listening listening, EventLoopGroup group, Services services, ScheduledExecutorService scheduler) {
        this.listening = listening;
        this.group = group;
        this.services = services;
        this.scheduler = scheduler;
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
        TlsRenewal files = new TlsRenewal(
                "mqtt-door", listening.tls(), this::known, broker.limits().connectSeconds());
        tls = files;
        Consumer<Channel> encrypted = secured(files, plain);
        Consumer<Channel> encryptedWebSocket = secured(files, webSocket);
        files.start(scheduler, () -> {
            open("mqtt-door.tls", listening.tlsPort(), encrypted);
            open("mqtt-door.websocket.tls", listening.tlsWebSocketPort(), encryptedWebSocket);
        });
    }

    private static Consumer<Channel> secured(TlsRenewal files, Consumer<Channel> prepare) {
        return accepted -> {
            TlsEntry now = files.entry();
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
        Problem unusable = tls == null ? null : tls.problem();
        if (unusable != null) {
            report.problem(unusable);
        }
    }

    synchronized void close() {
        closed = true;
        if (tls != null) {
            tls.close();
        }
        listeners.forEach(Listener::close);
    }
}
