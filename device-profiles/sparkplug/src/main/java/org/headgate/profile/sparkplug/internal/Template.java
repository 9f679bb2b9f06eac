package org.headgate.profile.sparkplug.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.profile.MalformedPayload;

/** Metrics inside a metric (Sparkplug 3.0 §6.4.12). Parameters are left out: they do not measure. */
record Template(boolean isDefinition, List<Metric> metrics) {
    private static final int DEEPEST = 4;

    static Template read(Proto proto, int depth, Budget budget) throws MalformedPayload {
        if (depth > DEEPEST) {
            throw new MalformedPayload("too_deep", "templates within templates, more than " + DEEPEST);
        }
        boolean isDefinition = false;
        List<Metric> metrics = new ArrayList<>();
        while (proto.next()) {
            switch (proto.field()) {
                case 2 -> metrics.add(Metric.read(proto.message(), depth, budget));
                case 5 -> isDefinition = proto.flag();
                default -> proto.skip();
            }
        }
        return new Template(isDefinition, metrics);
    }
}
