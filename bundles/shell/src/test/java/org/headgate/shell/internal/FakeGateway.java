package org.headgate.shell.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.Home;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.shell.internal.service.Gateway;

/** A gateway of what a test puts in. */
public final class FakeGateway implements Gateway {
    public final Map<Class<?>, Object> services = new HashMap<>();
    public final List<StatusSource> sources = new CopyOnWriteArrayList<>();
    public final AtomicInteger stops = new AtomicInteger();
    public volatile boolean started = true;
    private final Home home;

    public FakeGateway(Path home) {
        this.home = new Home(home);
    }

    public <T> FakeGateway with(Class<T> type, T service) {
        services.put(type, service);
        return this;
    }

    public FakeGateway reporting(String component, Report report) {
        sources.add(new StatusSource() {
            @Override
            public String component() {
                return component;
            }

            @Override
            public Report report() {
                return report;
            }
        });
        return this;
    }

    public FakeGateway troubled(String component, String code, boolean degrades) {
        return reporting(
                component,
                Report.builder()
                        .problem(new Problem(code, "something is wrong with it", "do something about it", degrades))
                        .build());
    }

    @Override
    public <T> Optional<T> find(Class<T> service) {
        return Optional.ofNullable(service.cast(services.get(service)));
    }

    @Override
    public List<StatusSource> statusSources() {
        return List.copyOf(sources);
    }

    @Override
    public Home home() {
        return home;
    }

    @Override
    public Optional<Path> installed() {
        return Optional.of(home.root().resolve("installed"));
    }

    @Override
    public String version() {
        return "0.1.0.test";
    }

    @Override
    public Instant startedAt() {
        return Instant.now().minusSeconds(4000);
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public List<InstalledBundle> bundles() {
        return List.of(new InstalledBundle("org.headgate.shell", "0.1.0", "active"));
    }

    @Override
    public void stop() {
        stops.incrementAndGet();
    }
}
