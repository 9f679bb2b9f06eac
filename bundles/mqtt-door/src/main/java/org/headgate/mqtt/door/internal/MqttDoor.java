package org.headgate.mqtt.door.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.SignInListener;
import org.headgate.api.intake.Intake;
import org.headgate.api.market.EntitlementListener;
import org.headgate.api.market.Entitlements;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.api.topic.DurableTopics;
import org.headgate.api.topic.DurableTopicsListener;
import org.headgate.api.topic.TopicPublisher;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.mqtt.door.internal.broker.Services;
import org.headgate.store.Store;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
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

/** The MQTT server as a component. */
@Component(
        immediate = true,
        configurationPid = "mqtt-door",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = {
            TopicPublisher.class,
            StatusSource.class,
            DurableTopicsListener.class,
            EntitlementListener.class,
            SignInListener.class
        })
@Designate(ocd = MqttDoor.Config.class)
public final class MqttDoor
        implements TopicPublisher, StatusSource, DurableTopicsListener, EntitlementListener, SignInListener, Services {

    @ObjectClassDefinition(name = "MQTT door", description = "The MQTT 5 and 3.1.1 server.")
    @interface Config {
        @AttributeDefinition(name = "Port", description = "TCP port; 0 for any free one, -1 for none.")
        int port() default 1883;

        @AttributeDefinition(
                name = "Address",
                description = "Address to listen on. On any but loopback, devices need a name and a password.")
        String address() default "127.0.0.1";

        @AttributeDefinition(
                name = "Anonymous devices",
                description = "Whether devices may come without credentials; on loopback only.")
        boolean anonymous() default true;

        @AttributeDefinition(name = "TLS port", description = "TCP port for TLS; 0 for any free one, -1 for none.")
        int tls_port() default -1;

        @AttributeDefinition(name = "TLS certificate", description = "File with the PEM certificate chain.")
        String tls_certificate_file() default "";

        @AttributeDefinition(name = "TLS key", description = "File with the PEM private key (PKCS#8, not encrypted).")
        String tls_key_file() default "";

        @AttributeDefinition(name = "Connections", description = "Open connections at most.")
        int connections_max() default 10_000;

        @AttributeDefinition(name = "Packet size", description = "Largest packet taken, in KiB.")
        int packet_kib() default 1024;

        @AttributeDefinition(
                name = "Receive maximum",
                description = "Messages of QoS 1 and 2 that an MQTT 5 client may have under way (1 to 65535).")
        int receive_maximum() default 64;

        @AttributeDefinition(
                name = "Send window",
                description = "Messages of QoS 1 and 2 under way to one client at most, even if it allows more.")
        int send_window() default 64;

        @AttributeDefinition(
                name = "In flight",
                description = "KiB of one connection that are not stored yet; above, its reads are paused.")
        int inflight_kib() default 1024;

        @AttributeDefinition(
                name = "In flight, all",
                description = "MiB of all connections that are not stored yet; above, publishers are paused.")
        int inflight_mib() default 32;

        @AttributeDefinition(name = "Sessions", description = "Sessions kept at most, connected or not.")
        int sessions_max() default 20_000;

        @AttributeDefinition(
                name = "Session expiry",
                description = "Hours that a session outlives its connection at most.")
        int session_expiry_hours() default 168;

        @AttributeDefinition(name = "Subscriptions", description = "Subscriptions of one client at most.")
        int subscriptions_max() default 1000;

        @AttributeDefinition(
                name = "Queue",
                description = "KiB of ordinary messages that wait for one client; more are dropped and counted.")
        int queue_kib() default 1024;

        @AttributeDefinition(
                name = "Queue, all",
                description = "MiB of ordinary messages that wait for all clients; more are dropped and counted.")
        int queue_mib() default 16;

        @AttributeDefinition(
                name = "Retained",
                description = "MiB of retained messages; more are not retained, and counted.")
        int retained_mib() default 16;

        @AttributeDefinition(
                name = "Keep alive",
                description =
                        "Seconds that an MQTT 5 client is told where it asks for more or for none; 0 leaves it to the client.")
        int keepalive_seconds() default 0;

        @AttributeDefinition(name = "Connect time", description = "Seconds within which CONNECT must have come.")
        int connect_seconds() default 10;
    }

    private final Door door;
    private final Bystanders bystanders;
    private final Map<ServiceReference<Authenticator>, Authenticator> authenticators =
            new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Intake intake;

    private volatile @Nullable DurableTopics durableTopics;

    private volatile @Nullable Entitlements entitlements;

    @Activate
    public MqttDoor(
            Config config,
            BundleContext context,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler) {
        bystanders = new Bystanders(context);
        Door.Listening listening = new Door.Listening(
                config.address(),
                config.port(),
                config.tls_port(),
                config.tls_certificate_file(),
                config.tls_key_file(),
                config.anonymous());
        door = new Door(listening, limits(config), this, store, scheduler);
        door.start();
    }

    static Limits limits(Config config) {
        return new Limits(
                config.connections_max(),
                config.packet_kib() * 1024,
                config.receive_maximum(),
                config.send_window(),
                config.inflight_kib() * 1024L,
                config.inflight_mib() * 1024L * 1024,
                config.sessions_max(),
                config.subscriptions_max(),
                config.queue_kib() * 1024L,
                config.queue_mib() * 1024L * 1024,
                config.retained_mib() * 1024L * 1024,
                config.session_expiry_hours() * 3600L,
                config.keepalive_seconds(),
                config.connect_seconds());
    }

    @Deactivate
    void deactivate() {
        door.stop();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAuthenticator(ServiceReference<Authenticator> reference, Authenticator authenticator) {
        authenticators.put(reference, authenticator);
    }

    void removeAuthenticator(ServiceReference<Authenticator> reference) {
        authenticators.remove(reference);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDurableTopics(DurableTopics topics) {
        durableTopics = topics;
        topicsChanged();
    }

    void unbindDurableTopics(DurableTopics topics) {
        if (durableTopics == topics) {
            durableTopics = null;
            topicsChanged();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEntitlements(Entitlements market) {
        entitlements = market;
        topicsChanged();
    }

    void unbindEntitlements(Entitlements market) {
        if (entitlements == market) {
            entitlements = null;
        }
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        return door.opened().thenCompose(broker -> broker.publish(publication));
    }

    @Override
    public String component() {
        return "mqtt-door";
    }

    @Override
    public Report report() {
        return door.report();
    }

    @Override
    public void advanced() {
        Broker broker = door.broker();
        if (broker != null) {
            broker.advanced();
        }
    }

    @Override
    public void topicsChanged() {
        Broker broker = door.broker();
        if (broker != null) {
            broker.topicsChanged();
        }
    }

    @Override
    public void entitlementChanged(String buyer, String feed, String code, String reason) {
        Broker broker = door.broker();
        if (broker != null) {
            broker.entitlementChanged(buyer, code, reason);
        }
    }

    @Override
    public void signInEnded(String name, String code, String reason) {
        Broker broker = door.broker();
        if (broker != null) {
            broker.signInEnded(name, code, reason);
        }
    }

    @Override
    public @Nullable Intake intake() {
        return intake;
    }

    @Override
    public @Nullable DurableTopics durableTopics() {
        return durableTopics;
    }

    @Override
    public @Nullable Entitlements entitlements() {
        return entitlements;
    }

    @Override
    public List<Authenticator> authenticators() {
        return List.copyOf(authenticators.values());
    }

    @Override
    public List<String> absentAuthenticators() {
        return bystanders.of(Authenticator.class);
    }
}
