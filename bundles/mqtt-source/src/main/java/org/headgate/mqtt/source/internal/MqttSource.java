package org.headgate.mqtt.source.internal;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.Home;
import org.headgate.api.intake.Intake;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Reads one outside broker; there is one of these a configuration {@code mqtt-source~<name>}. */
@Component(
        service = Link.class,
        immediate = true,
        configurationPid = MqttSource.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MqttSource.Config.class, factory = true)
public final class MqttSource implements Link {
    static final String NAME = "mqtt-source";
    private final @Nullable BrokerLink link;
    private final @Nullable Problem misconfigured;

    @Activate
    public MqttSource(
            @Reference Intake intake,
            @Reference ScheduledExecutorService scheduler,
            BundleContext context,
            Config config,
            Map<String, Object> properties) {
        this(
                intake,
                scheduler,
                Path.of(context.getProperty(Home.PROPERTY)),
                config,
                name(String.valueOf(properties.get(Constants.SERVICE_PID))),
                BrokerLink.Timing.USUAL);
    }

    MqttSource(
            Intake intake,
            ScheduledExecutorService scheduler,
            Path home,
            Config config,
            String name,
            BrokerLink.Timing timing) {
        BrokerLink made = null;
        Problem wrong = null;
        try {
            made = new BrokerLink(Broker.of(name, ClientId.of(name, home), config), intake, scheduler, timing);
            made.start();
        } catch (IllegalArgumentException e) {
            wrong = new Problem(
                    "broker_misconfigured",
                    "broker " + name + ": " + e.getMessage(),
                    "correct conf/" + NAME + "~" + name + ".cfg; it is read again at once",
                    true);
        }
        this.link = made;
        this.misconfigured = wrong;
    }

    @Deactivate
    void stop() {
        if (link != null) {
            link.close();
        }
    }

    @Override
    public void report(Report.Builder report) {
        if (misconfigured != null) {
            report.problem(misconfigured);
        }
        if (link != null) {
            link.report(report);
        }
    }

    BrokerLink.@Nullable State state() {
        return link == null ? null : link.state();
    }

    private static String name(String pid) {
        int tilde = pid.indexOf('~');
        return tilde < 0 ? "broker" : pid.substring(tilde + 1);
    }

    @ObjectClassDefinition(
            name = "MQTT source",
            description = "Reads a broker that is already there. One file a broker: mqtt-source~NAME.cfg.")
    @interface Config {
        @AttributeDefinition(name = "URL", description = "mqtt://host:port, or mqtts://host:port for TLS.")
        String url() default "";

        @AttributeDefinition(
                name = "Topics",
                description = "Topic filters to subscribe to. They should not overlap: brokers may then send twice.")
        String[] topics() default {"#"};

        @AttributeDefinition(
                name = "QoS",
                description =
                        "1 and 2: acknowledged when stored, and kept once. 0: what is not read in time is lost. Publishers of a higher QoS arrive at this one.",
                options = {
                    @Option(label = "at most once", value = "0"),
                    @Option(label = "stored, then acknowledged", value = "1"),
                    @Option(label = "stored, then acknowledged, in two steps", value = "2")
                })
        int qos() default 1;

        @AttributeDefinition(
                name = "Retained",
                description =
                        "Whether to take retained messages when a subscription is new. They are old news with a new time.")
        boolean retained() default false;

        @AttributeDefinition(
                name = "Client id",
                description =
                        "Name of the session at the broker. Empty: headgate-NAME-HASH, the same after each start.")
        String client_id() default "";

        @AttributeDefinition(name = "User", description = "User name at the broker. Empty: none.")
        String user() default "";

        @AttributeDefinition(
                name = "Password file",
                description = "File whose first line is the password. Empty: none.")
        String password_file() default "";

        @AttributeDefinition(
                name = "CA file",
                description =
                        "PEM file with the authorities that may have signed the broker's certificate. Empty: those that Java knows.")
        String ca_file() default "";

        @AttributeDefinition(name = "Certificate file", description = "PEM file with our certificate. Empty: none.")
        String certificate_file() default "";

        @AttributeDefinition(name = "Key file", description = "PEM file (PKCS #8) with the certificate's key.")
        String key_file() default "";

        @AttributeDefinition(
                name = "Trust",
                description = "0: anyone may publish to that broker. 1: it only lets known devices publish.",
                options = {
                    @Option(label = "sender unknown", value = "0"),
                    @Option(label = "sender signed in at the broker", value = "1")
                })
        int trust() default 0;

        @AttributeDefinition(
                name = "Session",
                description = "Hours for which the broker keeps what comes while we are away.")
        int session_hours() default 168;

        @AttributeDefinition(
                name = "Receive maximum",
                description = "Most messages that the broker sends before it waits for an acknowledgement.")
        int receive_maximum() default 64;

        @AttributeDefinition(
                name = "Packet",
                description = "Largest packet in KiB; the broker keeps larger ones to itself.")
        int packet_kib() default 256;

        @AttributeDefinition(name = "Keep alive", description = "Seconds after which a silent connection is tested.")
        int keep_alive_seconds() default 30;
    }
}
