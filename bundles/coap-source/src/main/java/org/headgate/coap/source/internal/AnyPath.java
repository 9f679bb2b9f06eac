package org.headgate.coap.source.internal;

import java.util.List;
import org.eclipse.californium.core.server.DelivererException;
import org.eclipse.californium.core.server.ServerMessageDeliverer;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;

/** Delivers to the gateway's own resources where the path names one, and to {@link Uplink} otherwise. */
final class AnyPath extends ServerMessageDeliverer {
    private final Resource uplink;

    AnyPath(Resource root, Resource uplink, Configuration configuration) {
        super(root, configuration);
        this.uplink = uplink;
    }

    @Override
    protected Resource findResource(List<String> path) throws DelivererException {
        Resource own = path.isEmpty() ? null : super.findResource(path);
        return own == null ? uplink : own;
    }
}
