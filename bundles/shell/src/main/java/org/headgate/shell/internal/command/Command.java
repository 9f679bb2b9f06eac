package org.headgate.shell.internal.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands share. */
abstract class Command implements Callable<Integer> {
    final Session session;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 100,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            order = 101,
            description = "The gateway's home (default: $$HEADGATE_HOME, else /var/lib/headgate, else ~/.headgate).")
    private @Nullable String home;

    Command(Session session) {
        this.session = session;
    }

    @Override
    public final Integer call() throws Exception {
        return run();
    }

    /** @return the exit code */
    abstract int run() throws Exception;
}
