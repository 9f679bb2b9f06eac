package org.headgate.deploy.internal.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headgate.api.status.Problem;
import org.headgate.deploy.internal.Requirements;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Looks for bundles that do not run and components that do not work, and says why. */
@Component(service = Health.class)
public final class Health {
    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    @Activate
    public Health(BundleContext context, @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /** @param configured components that have their configuration, by PID or {@code pid~name} */
    List<Problem> problems(Collection<String> configured) {
        List<Problem> problems = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() != Bundle.ACTIVE && !bundle.getLocation().startsWith("deploy-trial:")) {
                bundleProblem(bundle, problems);
            }
        }
        Collection<ComponentDescriptionDTO> all = runtime.getComponentDescriptionDTOs();
        for (ComponentDescriptionDTO component : all) {
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                if (hasConfiguration(component, configured)) {
                    componentProblem(component, configuration, all, problems);
                }
            }
        }
        return problems;
    }

    private void bundleProblem(Bundle bundle, List<Problem> problems) {
        String name = bundle.getSymbolicName();
        switch (bundle.getState()) {
            case Bundle.INSTALLED ->
                problems.add(new Problem(
                        "bundle_unresolved",
                        name + " does not resolve: " + String.join("; ", Requirements.missing(bundle, context)) + ".",
                        "Add the feature that provides it to 'features' in conf/headgate.cfg, or drop the missing bundle into deploy/.",
                        true));
            case Bundle.RESOLVED -> {
                if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                    problems.add(new Problem(
                            "bundle_stopped",
                            name + " is stopped.",
                            "Start it, or see log/headgate.0.log if nobody stopped it. A restart of the gateway starts it too.",
                            true));
                }
            }
            default -> {}
        }
    }

    private static boolean hasConfiguration(ComponentDescriptionDTO component, Collection<String> configured) {
        return !"require".equals(component.configurationPolicy)
                || Stream.of(component.configurationPid)
                        .allMatch(pid ->
                                configured.stream().anyMatch(name -> name.equals(pid) || name.startsWith(pid + "~")));
    }

    private static void componentProblem(
            ComponentDescriptionDTO component,
            ComponentConfigurationDTO configuration,
            Collection<ComponentDescriptionDTO> all,
            List<Problem> problems) {
        String who = component.bundle.symbolicName + " (" + simple(component.name) + ")";
        switch (configuration.state) {
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                problems.add(new Problem(
                        "component_failed",
                        who + " could not start: " + firstLine(configuration.failure) + ".",
                        "Put right what the reason names; see log/headgate.0.log for more. A change of its configuration starts it again.",
                        true));
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                problems.add(new Problem(
                        "component_waits", who + " waits for its configuration.", "It comes within a second.", true));
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                problems.add(new Problem(
                        "component_waits",
                        who + " waits for " + missing(component, configuration, all) + ".",
                        "It starts by itself once that is there: look at the other problems first.",
                        true));
            default -> {}
        }
    }

    private static String missing(
            ComponentDescriptionDTO component,
            ComponentConfigurationDTO configuration,
            Collection<ComponentDescriptionDTO> all) {
        List<String> names = new ArrayList<>();
        for (UnsatisfiedReferenceDTO unsatisfied : configuration.unsatisfiedReferences) {
            for (ReferenceDTO reference : component.references) {
                if (reference.name.equals(unsatisfied.name)) {
                    names.add(provider(reference.interfaceName, all));
                }
            }
        }
        return String.join(", ", names);
    }

    private static String provider(String service, Collection<ComponentDescriptionDTO> all) {
        String providers = all.stream()
                .filter(other -> Arrays.asList(other.serviceInterfaces).contains(service))
                .map(other -> other.bundle.symbolicName)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return simple(service) + (providers.isEmpty() ? ", which no running bundle provides" : " of " + providers);
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** SCR gives a stack trace as text: its innermost cause says most. */
    private static String firstLine(@org.jspecify.annotations.Nullable String failure) {
        if (failure == null) {
            return "no reason was given";
        }
        return failure.lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, last) -> last)
                .map(line -> line.substring("Caused by: ".length()))
                .orElseGet(() -> failure.lines().findFirst().orElse(failure));
    }
}
