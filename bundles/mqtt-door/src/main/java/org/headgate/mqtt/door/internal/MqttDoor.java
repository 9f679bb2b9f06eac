package org.headgate.mqtt.door.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.SignInListener;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.intake.Intake;
import org.headgate.api.market.EntitlementListener;
import org.headgate.api.market.Entitlements;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.api.topic.DurableTopics;
import org.headgate.api.topic.DurableTopicsListener;
import org.headgate.api.topic.RequestHandler;
import org.headgate.api.topic.TopicPublisher;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.mqtt.door.internal.broker.Redirection;
import org.headgate.mqtt.door.internal.broker.Services;
import org.headgate.store.Store;
import org.headgate.tls.TlsFiles;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The MQTT server as a component. Those whose services it uses use it too. So it registers by itself, made, what they want of it: declarative services would hold the
 * lock of one while they wait for the other, and two that start on two threads would wait for each other.
 */
@Component(
        immediate = true,
        configurationPid = "mqtt-door",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = StatusSource.class)
@Designate(ocd = DoorConfig.class)
public final class MqttDoor
        implements TopicPublisher, StatusSource, DurableTopicsListener, EntitlementListener, SignInListener, Services {

    private final Door door;
    private final Bystanders bystanders;
    private final RequestHandlers requestHandlers = new RequestHandlers();
    private final Map<ServiceReference<Authenticator>, Authenticator> authenticators =
            new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Intake intake;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable DeviceCredentials deviceCredentials;

    private volatile @Nullable DurableTopics durableTopics;

    private volatile @Nullable Entitlements entitlements;
    private @Nullable ServiceRegistration<?> registration;

    @Activate
    public MqttDoor(
            DoorConfig config,
            BundleContext context,
            @Reference Store store,
            @Reference ScheduledExecutorService scheduler) {
        bystanders = new Bystanders(context);
        Listening listening = listening(config);
        door = new Door(listening, limits(config), this, store, scheduler);
        door.start();
    }

    @Activate
    void register(BundleContext context) {
        registration = context.registerService(
                new String[] {
                    TopicPublisher.class.getName(),
                    DurableTopicsListener.class.getName(),
                    EntitlementListener.class.getName(),
                    SignInListener.class.getName()
                },
                this,
                null);
    }

    static Listening listening(DoorConfig config) {
        TlsFiles tls = new TlsFiles(
                List.of(config.tls_certificate_file()),
                List.of(config.tls_key_file()),
                TlsFiles.Clients.valueOf(config.tls_client().toUpperCase(Locale.ROOT)),
                config.tls_client_ca_file());
        return new Listening(
                config.address(),
                config.port(),
                config.websocket_port(),
                config.tls_port(),
                config.websocket_tls_port(),
                tls,
                List.of(config.websocket_origins()),
                new Redirection(config.redirect_to(), config.redirect_always()),
                config.anonymous());
    }

    static Limits limits(DoorConfig config) {
        return new Limits(
                config.connections_max(),
                config.packet_kib() * 1024,
                config.receive_maximum(),
                config.send_window(),
                config.inflight_kib() * 1024L,
                config.inflight_mib() * 1024L * 1024,
                config.sessions_max(),
                config.subscriptions_max(),
                config.subscriptions_mib() * 1024L * 1024,
                config.queue_kib() * 1024L,
                config.queue_mib() * 1024L * 1024,
                config.retained_mib() * 1024L * 1024,
                config.session_expiry_hours() * 3600L,
                config.keepalive_seconds(),
                config.connect_seconds());
    }

    @Deactivate
    void deactivate() {
        ServiceRegistration<?> registered = registration;
        if (registered != null) {
            registered.unregister();
        }
        door.stop();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAuthenticator(ServiceReference<Authenticator> reference, Authenticator authenticator) {
        authenticators.put(reference, authenticator);
    }

    void removeAuthenticator(ServiceReference<Authenticator> reference) {
        authenticators.remove(reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRequestHandler(RequestHandler handler, Map<String, Object> properties) {
        requestHandlers.add(handler, properties);
    }

    void removeRequestHandler(RequestHandler handler) {
        requestHandlers.remove(handler);
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
    public @Nullable DeviceCredentials deviceCredentials() {
        return deviceCredentials;
    }

    @Override
    public @Nullable RequestHandler requestHandler(String topic) {
        return requestHandlers.find(topic);
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
