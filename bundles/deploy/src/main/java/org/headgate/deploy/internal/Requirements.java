package org.headgate.deploy.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Says in plain words why a bundle does not resolve. */
public final class Requirements {
    private static final Pattern NAME = Pattern.compile("\\(([\\w.-]+)=([^)]+)\\)");

    private Requirements() {}

    /** What the bundle needs and no installed bundle provides; empty where nothing is missing. */
    public static List<String> missing(Bundle bundle, BundleContext context) {
        List<String> missing = new ArrayList<>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return missing;
        }
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            Map<String, String> directives = requirement.getDirectives();
            boolean needed = !Constants.RESOLUTION_OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                    && !"dynamic".equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                    && directives
                            .getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE)
                            .equals(Constants.EFFECTIVE_RESOLVE);
            if (needed) {
                explain(requirement, context, missing);
            }
        }
        return missing;
    }

    private static void explain(BundleRequirement requirement, BundleContext context, List<String> missing) {
        String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        String wanted = wanted(requirement.getNamespace(), filter);
        Set<String> offered = new LinkedHashSet<>();
        for (Bundle other : context.getBundles()) {
            BundleRevision revision = other.adapt(BundleRevision.class);
            if (revision == null) {
                continue;
            }
            for (BundleCapability capability : revision.getDeclaredCapabilities(requirement.getNamespace())) {
                if (requirement.matches(capability)) {
                    return;
                }
                Object name = capability.getAttributes().get(requirement.getNamespace());
                Object version = capability.getAttributes().get(versionAttribute(requirement.getNamespace()));
                if (name != null && version != null && wanted.equals(name.toString())) {
                    offered.add(version.toString());
                }
            }
        }
        missing.add(words(requirement.getNamespace(), wanted, filter, offered));
    }

    private static String words(String namespace, String wanted, String filter, Set<String> offered) {
        if (namespace.equals("osgi.ee")) {
            return "it needs another Java than this one, which is "
                    + Runtime.version().feature() + ": " + filter;
        }
        String what = switch (namespace) {
            case BundleRevision.PACKAGE_NAMESPACE -> "package " + wanted;
            case BundleRevision.BUNDLE_NAMESPACE -> "bundle " + wanted;
            case BundleRevision.HOST_NAMESPACE -> "host bundle " + wanted;
            default -> namespace + " " + wanted;
        };
        String range = range(filter);
        return "it needs " + what + (range.isEmpty() ? "" : " " + range)
                + (offered.isEmpty()
                        ? ", which no installed bundle provides"
                        : "; installed is " + String.join(", ", offered));
    }

    private static String versionAttribute(String namespace) {
        return namespace.equals(BundleRevision.PACKAGE_NAMESPACE)
                ? Constants.VERSION_ATTRIBUTE
                : Constants.BUNDLE_VERSION_ATTRIBUTE;
    }

    private static String wanted(String namespace, String filter) {
        Matcher matcher = NAME.matcher(filter);
        while (matcher.find()) {
            if (matcher.group(1).equals(namespace)) {
                return matcher.group(2);
            }
        }
        return filter;
    }

    private static String range(String filter) {
        Matcher floor = Pattern.compile("version>=([\\w.-]+)").matcher(filter);
        if (!floor.find()) {
            return "";
        }
        Matcher ceiling = Pattern.compile("!\\([\\w.-]*version>=([\\w.-]+)\\)").matcher(filter);
        return "from " + floor.group(1) + (ceiling.find() ? " up to, not including, " + ceiling.group(1) : "");
    }
}
