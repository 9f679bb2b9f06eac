package org.headgate.api;

import java.nio.file.Path;

/**
 * The folders below {@code --home}. A component makes it from the framework property {@link #PROPERTY}.
 *
 * <p>The launcher also registers one {@link java.util.concurrent.ScheduledExecutorService} as a service: everything periodic runs on it, and nothing on it blocks.
 */
public record Home(Path root) {
    /** Framework property that holds the absolute path of the home. */
    public static final String PROPERTY = "headgate.home";

    /** Framework property that holds the absolute path of what is installed and never written to. */
    public static final String INSTALLED = "headgate.installed";

    /** One {@code .cfg} a component. */
    public Path conf() {
        return root.resolve("conf");
    }

    /** Where the operator drops bundles. */
    public Path deploy() {
        return root.resolve("deploy");
    }

    /** The only precious folder. */
    public Path data() {
        return root.resolve("data");
    }

    /** May be deleted at any time while the gateway is stopped. */
    public Path cache() {
        return root.resolve("cache");
    }

    public Path log() {
        return root.resolve("log");
    }
}
