package org.headgate.shell.internal.service;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.headgate.api.Home;
import org.headgate.api.status.StatusSource;

/** The running gateway, as the commands see it: all of it may come and go. Safe for any thread. */
public interface Gateway {

    /** A service of the api; empty while its bundle is not active. */
    <T> Optional<T> find(Class<T> service);

    List<StatusSource> statusSources();

    Home home();

    /** The folder of the archive, which is never written to; empty where there is none. */
    Optional<Path> installed();

    String version();

    Instant startedAt();

    /** Whether the framework has started all that it was told to. */
    boolean started();

    List<InstalledBundle> bundles();

    /** Begins to stop the whole gateway; returns at once. */
    void stop();

    record InstalledBundle(String name, String version, String state) {}
}
