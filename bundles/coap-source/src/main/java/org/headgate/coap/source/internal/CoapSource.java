package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.headgate.api.access.Authenticator;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.intake.Intake;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The CoAP and CoAPS server. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = CoapSource.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CoapSource.Config.class)
public final class CoapSource implements StatusSource {
    static final String NAME = "coap-source";
    static final String DTLS = NAME + ".dtls";
    private static final int RATED_ADDRESSES = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(CoapSource.class);
    /** Held, because java.util.logging forgets a logger that nobody holds. Californium logs a line for each malformed datagram: anyone could fill the disk. */
    private static final java.util.logging.Logger CALIFORNIUM =
            java.util.logging.Logger.getLogger("org.eclipse.californium");

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Intake intake;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable DeviceCredentials credentials;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    final CopyOnWriteArrayList<Authenticator> authenticators = new CopyOnWriteArrayList<>();

    private final Config config;
    private final Counts counts = new Counts();
    private final PeerRates rates;
    private final Listeners listeners;
    private final List<Problem> problems = new CopyOnWriteArrayList<>();

    @Activate
    public CoapSource(Config config) {
        CALIFORNIUM.setLevel(Level.SEVERE);
        this.config = config;
        this.rates = new PeerRates(config.peer_rate(), RATED_ADDRESSES);
        Tickets tickets = new Tickets(config.separate_ms(), counts);
        Senders senders = new Senders(() -> credentials, () -> authenticators);
        Uplink uplink = new Uplink(() -> intake, senders, rates, tickets, counts, config.body_kib() * 1024);
        this.listeners = new Listeners(config, uplink, tickets, counts);
        open();
    }

    @Deactivate
    void stop() {
        listeners.stop();
    }

    private void open() {
        try {
            InetAddress address = InetAddress.getByName(config.address());
            listeners.plain(NAME, address, config.port());
            if (config.dtls_enabled()) {
                listeners.dtls(DTLS, address, config.dtls_port(), new DeviceKeys(() -> credentials));
            }
            listeners.start();
        } catch (UnknownHostException e) {
            problems.add(new Problem(
                    "address_unknown",
                    "coap-source.address is " + config.address() + ", which is no address of this machine",
                    "set coap-source.address to an IP address of this machine, or 0.0.0.0 for all",
                    true));
            return;
        } catch (RuntimeException e) {
            LOG.debug("Not all listeners started: {}", e.toString());
        }
        check(NAME, "port", config.port());
        if (config.dtls_enabled()) {
            check(DTLS, "dtls.port", config.dtls_port());
        }
        listeners.ports().forEach((name, port) -> LOG.info("{} listens on {}:{}", name, config.address(), port));
    }

    private void check(String name, String key, int port) {
        if (!listeners.running(name)) {
            problems.add(new Problem(
                    "port_not_bound",
                    name + " cannot listen on " + config.address() + ":" + port,
                    "free the port, or set coap-source." + key + " to another one (0 for any free one)",
                    true));
        }
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        listeners.ports().forEach(report::port);
        problems.forEach(report::problem);
        if (intake == null) {
            report.problem(new Problem(
                    "no_intake", "intake is not running: devices are told 5.03", "start the bundle intake", true));
        }
        if (config.dtls_enabled() && credentials == null) {
            report.problem(new Problem(
                    "no_keys",
                    "no bundle provides pre-shared keys: nobody can sign in",
                    "start the bundle devices",
                    true));
        }
        return report.metric(NAME + ".received", counts.received.sum())
                .metric(NAME + ".received.bytes", counts.receivedBytes.sum())
                .metric(NAME + ".accepted", counts.accepted.sum())
                .metric(NAME + ".quarantined", counts.quarantined.sum())
                .metric(NAME + ".rejected", counts.rejected.sum())
                .metric(NAME + ".unauthorized", counts.unauthorized.sum())
                .metric(NAME + ".unavailable", counts.unavailable.sum())
                .metric(NAME + ".limited", counts.limited.sum())
                .metric(NAME + ".separate", counts.separate.sum())
                .metric(NAME + ".dropped", counts.dropped.sum())
                .metric(NAME + ".forgotten", counts.forgotten.sum())
                .metric(NAME + ".pending", counts.pending.get())
                .metric(NAME + ".rated.addresses", rates.size())
                .build();
    }

    @ObjectClassDefinition(name = "CoAP source", description = "Takes what devices send with CoAP, plain or over DTLS.")
    @interface Config {
        @AttributeDefinition(
                name = "Address",
                description = "Address to listen on. From other machines only DTLS is taken, whatever this says.")
        String address() default "127.0.0.1";

        @AttributeDefinition(name = "Port", description = "UDP port for plain CoAP; 0 for any free one.")
        int port() default 5683;

        @AttributeDefinition(name = "DTLS", description = "Whether to listen for DTLS with pre-shared keys.")
        boolean dtls_enabled() default false;

        @AttributeDefinition(name = "DTLS port", description = "UDP port for CoAP over DTLS; 0 for any free one.")
        int dtls_port() default 5684;

        @AttributeDefinition(name = "DTLS connections", description = "Most DTLS connections kept at a time.")
        int dtls_connections() default 1000;

        @AttributeDefinition(name = "Body", description = "Largest body in KiB, also over several blocks.", min = "1")
        int body_kib() default 64;

        @AttributeDefinition(name = "Blocks", description = "MiB for bodies that are received in blocks.", min = "1")
        int blocks_mib() default 4;

        @AttributeDefinition(
                name = "Recent",
                description = "MiB for recognising repeated messages, a listener.",
                min = "1")
        int recent_mib() default 8;

        @AttributeDefinition(
                name = "Separate after",
                description = "Milliseconds after which a request is acknowledged and answered separately.")
        int separate_ms() default 1000;

        @AttributeDefinition(
                name = "Peer rate",
                description = "Messages a second taken from one address other than loopback; 0 for no limit.")
        int peer_rate() default 100;
    }
}
