package org.headgate.coap.source.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.headgate.api.access.Authenticator;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.intake.Intake;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalListener;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.coap.source.internal.Limits.Limit;
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
        service = {StatusSource.class, JournalListener.class},
        immediate = true,
        configurationPid = CoapSource.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CoapSource.Config.class)
public final class CoapSource implements StatusSource, JournalListener {
    static final String NAME = "coap-source";
    static final String DTLS = NAME + ".dtls";
    private static final int RATED_ADDRESSES = 1024;
    private static final long KEY_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Logger LOG = LoggerFactory.getLogger(CoapSource.class);

    static {
        QuietLog.install();
    }

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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Journal journal;

    private final Config config;
    private final Counts counts = new Counts();
    private final PeerRates rates;
    private final Listeners listeners;
    private final Latest latest;
    private final List<Problem> problems = new CopyOnWriteArrayList<>();
    private volatile @Nullable RenewedKey serverKey;
    private long keyLookedAt = System.nanoTime();

    @Activate
    public CoapSource(Config config) {
        this(config, InetAddress::isLoopbackAddress);
    }

    /** @param local whether an address is of this machine */
    CoapSource(Config config, Predicate<InetAddress> local) {
        this.config = config;
        this.rates = new PeerRates(config.peer_rate(), RATED_ADDRESSES, local);
        this.listeners = new Listeners(config, local, counts);
        DevicePeers peers = new DevicePeers(() -> credentials, authorities());
        Senders senders = new Senders(() -> credentials, () -> authenticators, peers, local);
        this.latest = new Latest(() -> journal, senders, listeners.loop);
        Health health = new Health();
        Tickets tickets = new Tickets(config.separate_ms(), counts);
        Uplink uplink =
                new Uplink(() -> intake, senders, tickets, health, listeners.loop, counts, config.body_kib() * 1024);
        open(peers);
        start(
                root -> new Entrance(root, uplink, latest, senders, rates, local, counts, listeners.settings),
                List.of(uplink, health),
                () -> {
                    tickets.acknowledgeDue();
                    health.look(System.nanoTime());
                    lookAtKey(System.nanoTime());
                });
    }

    /** On the loop; what reads files runs elsewhere. */
    private void lookAtKey(long now) {
        RenewedKey key = serverKey;
        if (key != null && now - keyLookedAt >= KEY_LOOK_NANOS) {
            keyLookedAt = now;
            CompletableFuture.runAsync(key::look);
        }
    }

    @Deactivate
    void stop() {
        listeners.stop();
    }

    @Override
    public void committed(long next) {
        latest.committed();
    }

    private Authorities authorities() {
        if (config.dtls_ca_file().isEmpty()) {
            return Authorities.none();
        }
        try {
            return new Authorities(ServerKey.certificates(Path.of(config.dtls_ca_file())));
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            unusable("dtls.ca.file", e);
            return Authorities.none();
        }
    }

    private void unusable(String key, Exception why) {
        problems.add(unusable("coap-source." + key + " cannot be used: " + why.getMessage()));
    }

    private static Problem unusable(String why) {
        return new Problem(
                "dtls_files_unusable",
                why,
                "give PEM files that the gateway's user can read, with a key on curve prime256v1",
                true);
    }

    private void open(DevicePeers peers) {
        try {
            InetAddress address = InetAddress.getByName(config.address());
            listeners.plain(NAME, address, config.port(), groups(), this::unjoined);
            if (config.dtls_enabled()) {
                listeners.dtls(DTLS, dtls(new InetSocketAddress(address, config.dtls_port()), peers));
            }
        } catch (UnknownHostException e) {
            problems.add(new Problem(
                    "address_unknown",
                    "coap-source.address is " + config.address() + ", which is no address of this machine",
                    "set coap-source.address to an IP address of this machine, or 0.0.0.0 for all",
                    true));
        }
    }

    private List<PlainConnector.Group> groups() {
        try {
            return Groups.on(config.multicast_interface());
        } catch (IOException e) {
            unjoined(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private void unjoined(String why) {
        problems.add(new Problem(
                "multicast_unusable",
                "no discovery by multicast on " + config.multicast_interface() + ": " + why,
                "set coap-source.multicast.interface to one that 'ip link' lists, or to nothing",
                true));
    }

    private DtlsConnectorConfig dtls(InetSocketAddress address, DevicePeers peers) {
        RenewedKey key = serverKey();
        serverKey = key;
        Configuration settings = key == null ? listeners.settings : Settings.withPublicKeys(listeners.settings);
        DtlsConnectorConfig.Builder dtls = DtlsConnectorConfig.builder(settings)
                .setAddress(address)
                .setAdvancedPskStore(new DeviceKeys(() -> credentials));
        if (key != null) {
            dtls.setCertificateIdentityProvider(key).setAdvancedCertificateVerifier(peers);
        }
        return dtls.build();
    }

    private @Nullable RenewedKey serverKey() {
        if (config.dtls_key_file().isEmpty()) {
            return null;
        }
        try {
            return new RenewedKey(Path.of(config.dtls_key_file()), config.dtls_certificate_file());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            unusable("dtls.key.file", e);
            return null;
        }
    }

    private void start(Function<Resource, MessageDeliverer> entrance, List<Resource> own, Runnable look) {
        try {
            listeners.start(entrance, own, look);
        } catch (RuntimeException e) {
            LOG.debug("Not all listeners started: {}", e.toString());
        }
        if (problems.stream().noneMatch(problem -> problem.code().equals("address_unknown"))) {
            check(NAME, "port", config.port());
            if (config.dtls_enabled()) {
                check(DTLS, "dtls.port", config.dtls_port());
            }
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
        RenewedKey key = serverKey;
        String obstacle = key == null ? null : key.obstacle();
        if (obstacle != null) {
            report.problem(unusable("DTLS goes on with the key and certificate that were read before: " + obstacle));
        }
        counts.limits.lately().forEach(report::problem);
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
                .metric(NAME + ".malformed", counts.malformed.sum())
                .metric(NAME + ".repeated", counts.repeated.sum())
                .metric(NAME + ".challenged", counts.challenged.sum())
                .metric(NAME + ".separate", counts.separate.sum())
                .metric(NAME + ".unsent", counts.unsent.sum())
                .metric(NAME + ".limited", counts.limits.count(Limit.PEER_RATE))
                .metric(NAME + ".strangers", counts.limits.count(Limit.STRANGERS))
                .metric(NAME + ".dropped", counts.limits.count(Limit.QUEUE))
                .metric(NAME + ".oversize", counts.limits.count(Limit.OVERSIZE))
                .metric(NAME + ".forgotten", counts.limits.count(Limit.RECENT))
                .metric(NAME + ".pending", counts.pending.get())
                .metric(NAME + ".rated.addresses", rates.size())
                .metric(DTLS + ".connections", listeners.dtlsConnections())
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

        @AttributeDefinition(
                name = "Multicast interface",
                description = "Name of the interface on which to answer who looks for CoAP nodes with multicast, for"
                        + " example eth0 or lo. Empty: none.")
        String multicast_interface() default "";

        @AttributeDefinition(name = "DTLS", description = "Whether to listen for DTLS.")
        boolean dtls_enabled() default false;

        @AttributeDefinition(name = "DTLS port", description = "UDP port for CoAP over DTLS; 0 for any free one.")
        int dtls_port() default 5684;

        @AttributeDefinition(name = "DTLS connections", description = "Most DTLS connections kept at a time.")
        int dtls_connections() default 1000;

        @AttributeDefinition(
                name = "DTLS key file",
                description = "PEM file with the gateway's private key on an elliptic curve: lets devices sign in with"
                        + " a key pair or a certificate of their own. Empty: with pre-shared keys only.")
        String dtls_key_file() default "";

        @AttributeDefinition(
                name = "DTLS certificate file",
                description =
                        "PEM file with the certificate of that key, and what it was signed with. Empty: the key is"
                                + " shown as it is (raw public key).")
        String dtls_certificate_file() default "";

        @AttributeDefinition(
                name = "DTLS authorities",
                description = "PEM file with the certificates of those who may sign devices' certificates. Empty: a"
                        + " device is known by its key alone.")
        String dtls_ca_file() default "";

        @AttributeDefinition(
                name = "Observers",
                description = "Most observations of the gateway's own resources at a time.",
                min = "1")
        int observers() default 64;

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
