package org.headgate.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import org.osgi.framework.BundleException;

/** {@code init}, {@code run} and {@code stop}. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not running. */
public final class Main {
    static final int USAGE = 2;
    private static final int NOT_RUNNING = 3;
    private static final int STOP_SECONDS = 40;
    private static final int READY_POLL_MILLIS = 20;
    private static final int READY_SECONDS = 55;
    private static final Logger LOG = Logger.getLogger("org.headgate.launcher");

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        int code;
        try {
            Options options = Options.parse(List.of(arguments));
            code = switch (options.command()) {
                case "init" -> init(options);
                case "run" -> run(options);
                case "stop" -> stop(options);
                default -> throw Refusal.usage("Unknown command '" + options.command() + "'.");
            };
        } catch (Refusal refusal) {
            System.err.println(refusal.getMessage());
            code = refusal.exitCode();
        }
        System.exit(code);
    }

    private static int init(Options options) throws IOException, InterruptedException, Refusal {
        new Folders(options.home()).create();
        DeveloperKey key = new DeveloperKey(options.home());
        System.out.println("Home: " + options.home() + "\n" + key.words(key.make()));
        return 0;
    }

    private static int run(Options options) throws IOException, Refusal, InterruptedException, BundleException {
        Folders folders = new Folders(options.home());
        folders.create();
        try (HomeLock lock = HomeLock.take(folders)) {
            GatewayFile settings = GatewayFile.read(folders, options.settings());
            FeatureSet features = FeatureSet.choose(options.installed().resolve("features"), settings.features());
            List<java.nio.file.Path> bundles =
                    features.bundleFiles(options.installed().resolve("system"));
            Logs.open(folders, settings);
            LOG.info("Starting " + String.join(", ", features.names()) + " in " + folders.home() + " as process "
                    + lock.pid());
            Gateway gateway = new Gateway(options, folders, features);
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::stop, "shutdown"));
            gateway.start(bundles);
            boolean refused = announce(gateway, folders);
            gateway.await();
            LOG.info("Stopped.");
            return refused ? USAGE : 0;
        }
    }

    /** Prints what {@code deploy} says once all is there. True where a setting of the command line was refused and the gateway therefore ends. */
    private static boolean announce(Gateway gateway, Folders folders) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!Files.exists(folders.ready())) {
            if (!gateway.running()) {
                return false;
            }
            if (System.nanoTime() > deadline) {
                System.err.println("Nothing has said within " + READY_SECONDS
                        + " s that the gateway is ready. These bundles do not run: " + gateway.notRunning() + ". See "
                        + folders.log() + "/headgate.0.log.");
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(READY_POLL_MILLIS);
        }
        String text = Files.readString(folders.ready());
        boolean refused = text.startsWith("refused");
        (refused ? System.err : System.out).print(text);
        System.out.flush();
        return refused;
    }

    private static int stop(Options options) throws IOException, InterruptedException {
        Folders folders = new Folders(options.home());
        Optional<ProcessHandle> gateway = HomeLock.holder(folders);
        if (gateway.isEmpty()) {
            System.out.println("No gateway is running with the home " + folders.home() + ".");
            return NOT_RUNNING;
        }
        gateway.get().destroy();
        try {
            gateway.get().onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            System.err.println("Process " + gateway.get().pid() + " has not ended within " + STOP_SECONDS + " s. See "
                    + folders.log() + "/headgate.0.log; kill -9 "
                    + gateway.get().pid()
                    + " ends it without losing what was acknowledged.");
            return 1;
        }
        System.out.println("Stopped.");
        return 0;
    }
}
