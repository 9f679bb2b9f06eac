package org.headgate.launcher;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The framework with its bundles. Uses only the standard launching API, so that the framework can be exchanged. */
final class Gateway {
    private static final Logger LOG = Logger.getLogger("org.headgate.launcher");
    private static final long STOP_MILLIS = 30_000;

    private final Framework framework;
    private final Scheduler scheduler = new Scheduler();

    Gateway(Options options, Folders folders, FeatureSet features) throws IOException {
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no OSGi framework on the class path"));
        framework = factory.newFramework(properties(options, folders, features));
    }

    private static Map<String, String> properties(Options options, Folders folders, FeatureSet features)
            throws IOException {
        Map<String, String> properties = new HashMap<>();
        properties.put("headgate.home", folders.home().toString());
        properties.put("headgate.installed", options.installed().toString());
        properties.put("headgate.features", String.join(",", features.names()));
        properties.put("headgate.settings.features", text(features.settings()));
        properties.put("headgate.settings.command", text(options.settings()));
        properties.put(
                Constants.FRAMEWORK_STORAGE,
                folders.cache().resolve("framework").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        // Felix would print what the framework listener already logs; other frameworks ignore the key.
        properties.put("felix.log.level", "0");
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, systemPackages());
        // How long a component waits for another one that is being made on a slow disk; after 5 s, as it comes, it
        // would go on without.
        properties.put("ds.lock.timeout.milliseconds", "120000");
        return properties;
    }

    /** Some bundles want slf4j 1.7, some 2.0: the one on the class path serves both. */
    private static String systemPackages() {
        return Stream.concat(
                        Stream.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")
                                .flatMap(name -> Stream.of(name + ";version=\"1.7.36\"", name + ";version=\"2.0.17\"")),
                        Stream.of("org.slf4j.bridge;version=\"2.0.17\""))
                .collect(Collectors.joining(","));
    }

    private static String text(Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        StringWriter writer = new StringWriter();
        properties.store(writer, null);
        return writer.toString();
    }

    void start(List<Path> bundles) throws BundleException {
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(Gateway::log);
        context.registerService(ScheduledExecutorService.class, scheduler, null);
        List<Bundle> installed = new ArrayList<>();
        for (Path file : bundles) {
            installed.add(context.installBundle("reference:" + file.toUri()));
        }
        for (Bundle bundle : installed) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            if (!fragment) {
                bundle.start();
            }
        }
        framework.start();
    }

    private static void log(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            Bundle bundle = event.getBundle();
            LOG.log(Level.WARNING, "Bundle {0}: {1}", new Object[] {bundle.getSymbolicName(), event.getThrowable()});
        }
    }

    boolean running() {
        return framework.getState() == Bundle.ACTIVE || framework.getState() == Bundle.STARTING;
    }

    String notRunning() {
        return Stream.of(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .collect(Collectors.joining(", "));
    }

    /** Returns once the framework has stopped, for whatever reason. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    void stop() {
        try {
            framework.stop();
            FrameworkEvent event = framework.waitForStop(STOP_MILLIS);
            if (event.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.warning("Not everything stopped within " + STOP_MILLIS / 1000 + " s; ending nevertheless.");
            }
        } catch (BundleException e) {
            LOG.log(Level.WARNING, "The framework did not stop cleanly: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            scheduler.shutdownNow();
        }
    }
}
