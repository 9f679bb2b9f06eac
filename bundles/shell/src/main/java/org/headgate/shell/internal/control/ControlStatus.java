package org.headgate.shell.internal.control;

import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.osgi.service.component.annotations.Component;

/** Counts what the control server does. Apart from it, because the server asks the gateway, and the gateway asks all status sources. */
@Component(service = {StatusSource.class, ControlStatus.class})
public final class ControlStatus implements StatusSource {
    final AtomicLong accepted = new AtomicLong();
    final AtomicLong denied = new AtomicLong();
    final AtomicLong running = new AtomicLong();
    final AtomicLong turnedAway = new AtomicLong();
    /** Connections that have not shown the token. */
    final AtomicLong unknown = new AtomicLong();

    private volatile int port;

    void listening(int port) {
        this.port = port;
    }

    @Override
    public String component() {
        return "shell";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder()
                .metric("shell.commands", accepted.get())
                .metric("shell.commands.running", running.get())
                .metric("shell.connections.unknown", unknown.get())
                .metric("shell.denied", denied.get())
                .metric("shell.turned.away", turnedAway.get());
        if (port != 0) {
            report.port("shell", port);
        }
        return report.build();
    }
}
