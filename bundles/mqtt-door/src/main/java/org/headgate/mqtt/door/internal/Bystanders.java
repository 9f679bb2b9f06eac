package org.headgate.mqtt.door.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** Bundles whose manifest promises a service that they do not give now. */
final class Bystanders {
    private static final String SERVICE = "osgi.service";

    private final BundleContext context;

    Bystanders(BundleContext context) {
        this.context = context;
    }

    /** Symbolic names of those that promise {@code service} (compendium chapter 135.4) and have none registered. */
    List<String> of(Class<?> service) {
        List<String> absent = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null && promises(revision, service.getName()) && !gives(bundle, service.getName())) {
                absent.add(bundle.getSymbolicName());
            }
        }
        return absent;
    }

    private static boolean promises(BundleRevision revision, String service) {
        for (BundleCapability capability : revision.getDeclaredCapabilities(SERVICE)) {
            Object classes = capability.getAttributes().get("objectClass");
            if (classes instanceof List<?> list ? list.contains(service) : service.equals(classes)) {
                return true;
            }
        }
        return false;
    }

    private static boolean gives(Bundle bundle, String service) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered != null
                && Arrays.stream(registered)
                        .map(reference -> (String[]) reference.getProperty("objectClass"))
                        .anyMatch(classes -> List.of(classes).contains(service));
    }
}
