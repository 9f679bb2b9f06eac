package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.headgate.deploy.internal.Requirements;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs, replaces and removes bundles so that what ran before runs on where the new one cannot. For one thread. */
final class Installer {
    private static final Logger LOG = LoggerFactory.getLogger(Installer.class);
    private static final int REFRESH_SECONDS = 20;
    private static final String REFERENCE = "reference:";
    private final BundleContext context;
    private final FrameworkWiring wiring;
    private final ServiceComponentRuntime components;
    private final TimedSteps steps;
    private int trials;

    /** @param limitSeconds how long a bundle may take to start, or to stop */
    Installer(BundleContext context, ServiceComponentRuntime components, IntSupplier limitSeconds) {
        this.context = context;
        this.components = components;
        this.steps = new TimedSteps(limitSeconds);
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    @Nullable
    Bundle find(String symbolicName) {
        for (Bundle bundle : context.getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        return null;
    }

    /** Whether the bundle would resolve, found out beside what runs. */
    void tryOut(Path file, Candidate candidate, boolean replaces) throws Refused, IOException {
        if (replaces && candidate.singleton()) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            Bundle trial = context.installBundle("deploy-trial:" + ++trials, in);
            try {
                if (!wiring.resolveBundles(Set.of(trial)) && !fragment(trial)) {
                    throw unresolved(trial);
                }
            } finally {
                trial.uninstall();
            }
        } catch (BundleException e) {
            throw new Refused(
                    "invalid_bundle",
                    "The framework refuses the bundle: " + e.getMessage() + ".",
                    "Correct its manifest and drop it again.");
        }
    }

    private Refused unresolved(Bundle bundle) {
        List<String> missing = Requirements.missing(bundle, context);
        return new Refused(
                "unresolved",
                missing.isEmpty()
                        ? "The bundle does not resolve: what it needs is there but does not fit together."
                        : "The bundle does not resolve: " + String.join("; ", missing) + ".",
                "Drop what provides it too, or get a build of the bundle that fits this gateway.");
    }

    Bundle install(String location, Path file) throws Refused, IOException {
        Bundle bundle = null;
        try (InputStream in = Files.newInputStream(file)) {
            bundle = context.installBundle(location, in);
            start(bundle);
            return bundle;
        } catch (BundleException e) {
            if (bundle != null) {
                uninstall(bundle);
            }
            throw notStarted(e, "");
        }
    }

    /** Puts {@code file} in the place of what {@code bundle} holds, or leaves {@code previous} running. */
    void replace(Bundle bundle, Path file, Path previous) throws Refused, IOException {
        try {
            update(bundle, file);
        } catch (BundleException e) {
            try {
                update(bundle, previous);
            } catch (BundleException again) {
                LOG.error("{} could not be brought back: {}", bundle.getSymbolicName(), again.getMessage());
                throw notStarted(e, " The previous version did not start again either.");
            }
            throw notStarted(e, " The previous version runs on.");
        }
    }

    private static Refused notStarted(BundleException e, String then) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String why = cause == e ? String.valueOf(e.getMessage()) : cause.toString();
        return new Refused(
                "not_started",
                "The bundle does not start: " + why + "." + then,
                "See log/headgate.0.log; correct the bundle and drop it again.");
    }

    private void update(Bundle bundle, Path file) throws BundleException, IOException {
        steps.run("Its stop", bundle::stop);
        try (InputStream in = Files.newInputStream(file)) {
            bundle.update(in);
        }
        refresh(bundle);
        start(bundle);
    }

    /** The file from which an installed bundle came. */
    static @Nullable Path origin(Bundle bundle) {
        String location = bundle.getLocation();
        return location.startsWith(REFERENCE) ? Path.of(URI.create(location.substring(REFERENCE.length()))) : null;
    }

    void uninstall(Bundle bundle) {
        try {
            steps.run("Its stop", bundle::uninstall);
            refresh(bundle);
        } catch (BundleException e) {
            LOG.warn("{} did not go cleanly: {}", bundle.getSymbolicName(), e.getMessage());
        }
    }

    private void start(Bundle bundle) throws BundleException {
        if (fragment(bundle)) {
            return;
        }
        steps.run("Its start", bundle::start);
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO made : components.getComponentConfigurationDTOs(component)) {
                if (made.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    throw new BundleException("its component " + component.name + " fails: " + firstLine(made.failure));
                }
            }
        }
    }

    private static String firstLine(@Nullable String failure) {
        return failure == null
                ? "the log says why"
                : failure.lines().findFirst().orElse("the log says why");
    }

    void close() {
        steps.close();
    }

    private static boolean fragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private void refresh(Bundle bundle) {
        CountDownLatch done = new CountDownLatch(1);
        wiring.refreshBundles(Set.of(bundle), event -> done.countDown());
        try {
            if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The framework has not refreshed {} within {} s.", bundle.getSymbolicName(), REFRESH_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
