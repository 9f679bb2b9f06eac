package org.headgate.pay.http.internal;

import java.util.Map;
import org.headgate.api.status.StatusSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The ports on which the MQTT door listens, as its status tells them. No reference of the component, for it is such a source itself. */
final class DoorPorts {
    private final BundleContext context;

    DoorPorts(BundleContext context) {
        this.context = context;
    }

    /** By the listener's name; empty where there is no door. */
    Map<String, Integer> now() {
        try {
            for (ServiceReference<StatusSource> reference : context.getServiceReferences(StatusSource.class, null)) {
                StatusSource source = context.getService(reference);
                if (source != null) {
                    try {
                        if (source.component().equals("mqtt-door")) {
                            return source.report().ports();
                        }
                    } finally {
                        context.ungetService(reference);
                    }
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is no bad filter", e);
        }
        return Map.of();
    }
}
