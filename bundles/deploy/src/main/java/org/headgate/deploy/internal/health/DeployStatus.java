package org.headgate.deploy.internal.health;

import java.util.List;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.deploy.internal.conf.Configurator;
import org.headgate.deploy.internal.drop.DropFolder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What {@code deploy} says of itself, and of those that cannot speak because they do not run. */
@Component
public final class DeployStatus implements StatusSource {
    private final BundleContext context;
    private final Configurator configurator;
    private final Health health;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable DropFolder dropFolder;

    @Activate
    public DeployStatus(BundleContext context, @Reference Configurator configurator, @Reference Health health) {
        this.context = context;
        this.configurator = configurator;
        this.health = health;
    }

    @Override
    public String component() {
        return "deploy";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        Configurator.State state = configurator.state();
        if (!state.done()) {
            report.problem(new Problem("starting", "The gateway is starting.", "Wait a few seconds.", true));
        }
        state.problems().forEach(report::problem);
        List<Problem> unwell = state.done() ? health.problems(state.configured().keySet()) : List.of();
        unwell.forEach(report::problem);
        DropFolder drops = dropFolder;
        if (drops != null) {
            drops.problems().forEach(report::problem);
            report.metric("deploy.dropped.active", drops.count("active"));
            report.metric("deploy.dropped.refused", drops.count("refused"));
            report.metric("deploy.dropped.waiting", drops.count("waiting"));
        }
        report.fact("features", String.valueOf(context.getProperty("headgate.features")));
        report.metric("deploy.bundles", context.getBundles().length);
        return report.build();
    }
}
