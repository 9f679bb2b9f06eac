package org.headgate.intake.internal;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.device.Devices;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.JournalWriter;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Profiles;
import org.headgate.api.profile.ProfilesListener;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Puts the pipeline among the other bundles. */
@Component(
        service = {Intake.class, StatusSource.class},
        immediate = true,
        configurationPid = "intake",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = IntakeComponent.Config.class)
public final class IntakeComponent implements Intake, ProfilesListener, StatusSource {
    private final Pipeline pipeline;
    private final Config config;
    private @Nullable ServiceRegistration<ProfilesListener> registration;

    /** Configuration of {@code intake}. */
    @ObjectClassDefinition(
            id = "intake",
            name = "Intake",
            description = "The one way in: find the profile, decode, append, acknowledge.")
    public @interface Config {
        @AttributeDefinition(
                name = "topics",
                description = "MQTT topics on which a message that no profile claims waits for one: filters parted by"
                        + " commas, ! before those that are out. What a profile claims goes in on any topic but"
                        + " feeds/# and $SYS/#.")
        String topics() default "#,!feeds/#,!$SYS/#,!+/+/set,!+/+/get,!homeassistant/#";

        @AttributeDefinition(
                name = "queue.mib",
                description =
                        "Messages that are being decoded and written, in MiB; beyond it transports are held" + " back.")
        int queue_mib() default 16;

        @AttributeDefinition(
                name = "lanes",
                description = "Threads that decode; messages of one address use the same one. 0: as many as cores.")
        int lanes() default 0;

        @AttributeDefinition(
                name = "decode.ms",
                description =
                        "How long a profile may compute for one message, or wait, in milliseconds. What takes longer"
                                + " goes to quarantine; three in a row put the profile out of use.")
        int decode_ms() default 1000;

        @AttributeDefinition(
                name = "devices.grace.ms",
                description = "How long to hold messages back for the bundle devices when it is not there (at start, in"
                        + " an update), in milliseconds; later they are stored as not adopted, so not sold.")
        int devices_grace_ms() default 3000;

        @AttributeDefinition(
                name = "held.kib",
                description = "Memory for who waits, in KiB, 32 bytes an address; beyond it every address counts as"
                        + " waiting when profiles change.")
        int held_kib() default 4096;

        @AttributeDefinition(
                name = "sighting.seconds",
                description =
                        "Of a transmitter that a receiver hears again and again (Bluetooth, Wi-Fi) one sighting is kept"
                                + " in so many seconds, with how often and how strongly it was heard. 0: none is kept.")
        int sighting_seconds() default 300;

        @AttributeDefinition(
                name = "transmitters.per.source",
                description = "How many such transmitters that nobody adopted one source may report within that time: a"
                        + " sender, or a transport that knows none, with one profile. Others are only counted.")
        int transmitters_per_source() default 2000;

        @AttributeDefinition(
                name = "transmitters.max",
                description =
                        "How many such transmitters are remembered of all sources together, adopted ones included;"
                                + " about 400 bytes each.")
        int transmitters_max() default 10000;
    }

    @Activate
    public IntakeComponent(@Reference ScheduledExecutorService scheduler, Config config) {
        this.config = config;
        int lanes = config.lanes() > 0 ? config.lanes() : Runtime.getRuntime().availableProcessors();
        this.pipeline = new Pipeline(
                new Pipeline.Limits(
                        lanes,
                        config.queue_mib() * 1024L * 1024,
                        config.decode_ms(),
                        config.devices_grace_ms(),
                        config.held_kib() * 32,
                        new Sightings.Limits(
                                config.sighting_seconds() * 1000L,
                                config.transmitters_per_source(),
                                config.transmitters_max())),
                TopicsRule.parse(config.topics()),
                scheduler);
    }

    /** Not by its component: it wants the profiles, and they want it. */
    @Activate
    void register(BundleContext context) {
        registration = context.registerService(ProfilesListener.class, this, null);
    }

    @Deactivate
    void close() {
        ServiceRegistration<ProfilesListener> registered = registration;
        if (registered != null) {
            registered.unregister();
        }
        pipeline.close();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindWriter(JournalWriter service) {
        pipeline.writer(service);
    }

    void unbindWriter(JournalWriter service) {
        if (pipeline.house.writer() == service) {
            pipeline.writer(null);
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHeld(HeldMessages service) {
        pipeline.held(service);
    }

    void unbindHeld(HeldMessages service) {
        if (pipeline.house.held() == service) {
            pipeline.held(null);
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindProfiles(Profiles service) {
        pipeline.profiles(service);
    }

    void unbindProfiles(Profiles service) {
        if (pipeline.house.profiles() == service) {
            pipeline.profiles(null);
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindDevices(Devices service) {
        pipeline.devices(service);
    }

    void unbindDevices(Devices service) {
        if (pipeline.house.devices() == service) {
            pipeline.devices(null);
        }
    }

    @Override
    public CompletionStage<Outcome> accept(Message message) {
        return pipeline.accept(message);
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        return pipeline.release(originKey);
    }

    @Override
    public void profilesChanged() {
        pipeline.profilesChanged();
    }

    @Override
    public String component() {
        return "intake";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder()
                .fact("lanes", Integer.toString(pipeline.lanes.count()))
                .metric("intake.queue.limit.bytes", config.queue_mib() * 1024L * 1024)
                .metric("intake.held.addresses", pipeline.shared.held.size())
                .metric("intake.held.overflown", pipeline.shared.held.overflown() ? 1 : 0)
                .metric("intake.lanes.abandoned", pipeline.shared.abandoned.get())
                .metric("intake.lanes.stuck", pipeline.shared.stuck.get());
        pipeline.counters.addTo(report);
        pipeline.shared.sightings.addTo(report);
        if (!pipeline.house.hasJournal()) {
            report.problem(new Problem(
                    "journal_missing",
                    "there is no journal to write to: every message is refused",
                    "start the bundle journal, or see what its status says",
                    true));
        }
        if (pipeline.house.profiles() == null) {
            report.problem(new Problem(
                    "profiles_missing",
                    "there is no registry of profiles: every message waits",
                    "start the bundle profiles",
                    true));
        }
        if (pipeline.house.devices() == null) {
            report.problem(new Problem(
                    "devices_missing",
                    "who is adopted is not known: messages are stored and not sold",
                    "start the bundle devices, or see what its status says",
                    true));
        }
        JournalUnavailable backlog = pipeline.backlogProblem;
        if (backlog != null) {
            report.problem(new Problem(
                    backlog.code(),
                    "what waits cannot be decoded now: " + backlog.getMessage(),
                    "it is tried again every second; mend the journal",
                    true));
        }
        return report.build();
    }
}
