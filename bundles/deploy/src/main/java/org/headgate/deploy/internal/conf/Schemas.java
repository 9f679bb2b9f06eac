package org.headgate.deploy.internal.conf;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;

/** The schemas of all bundles that resolve; reads a bundle again only where it changed. */
final class Schemas {
    private final MetaTypeService metatype;
    private Map<Long, Known> known = new HashMap<>();

    Schemas(MetaTypeService metatype) {
        this.metatype = metatype;
    }

    private record Known(long modified, Map<String, Schema> schemas) {}

    Map<String, Schema> read(BundleContext context) {
        Map<Long, Known> now = new HashMap<>();
        Map<String, Schema> all = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            Known entry = known.get(bundle.getBundleId());
            if ((bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) != 0) {
                continue;
            }
            if (entry == null || entry.modified() != bundle.getLastModified()) {
                entry = new Known(bundle.getLastModified(), readBundle(bundle));
            }
            now.put(bundle.getBundleId(), entry);
            all.putAll(entry.schemas());
        }
        known = now;
        return all;
    }

    private Map<String, Schema> readBundle(Bundle bundle) {
        Map<String, Schema> schemas = new HashMap<>();
        if (bundle.getEntry("OSGI-INF/metatype") == null) {
            return schemas;
        }
        MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
        for (String pid : information.getPids()) {
            schemas.put(pid, Schema.of(pid, false, information.getObjectClassDefinition(pid, null)));
        }
        for (String pid : information.getFactoryPids()) {
            schemas.put(pid, Schema.of(pid, true, information.getObjectClassDefinition(pid, null)));
        }
        return schemas;
    }
}
