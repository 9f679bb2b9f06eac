package org.headgate.mqtt.source.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** One status for all brokers. */
@Component(immediate = true)
public final class MqttSourceStatus implements StatusSource {
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    final List<Link> links = new CopyOnWriteArrayList<>();

    @Activate
    public MqttSourceStatus() {}

    @Override
    public String component() {
        return MqttSource.NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder().fact("brokers", String.valueOf(links.size()));
        links.forEach(link -> link.report(report));
        return report.build();
    }
}
