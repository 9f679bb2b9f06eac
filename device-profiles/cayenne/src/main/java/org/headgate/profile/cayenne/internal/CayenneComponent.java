package org.headgate.profile.cayenne.internal;

import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The profile with its configuration. */
@Component(
        configurationPid = CayenneComponent.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {
            "profile.id=cayenne",
            "profile.version=1.0.0",
            "profile.title=Cayenne LPP and MQTT",
            "profile.transports=mqtt",
            "profile.transports=lora",
            "profile.topics=v1/+/things/+/data/+",
            "service.ranking:Integer=20"
        })
@Designate(ocd = CayenneComponent.Config.class)
public final class CayenneComponent implements DeviceProfile, StatusSource {
    static final String NAME = "cayenne";

    private final Wanted wanted;
    private final CayenneProfile profile;

    /** Configuration of {@code cayenne}. */
    @ObjectClassDefinition(
            id = NAME,
            name = "Cayenne",
            description = "Which LoRaWAN uplinks are Cayenne LPP: bytes alone do not tell.")
    public @interface Config {
        @AttributeDefinition(
                name = "Uplinks",
                description =
                        "Devices that speak Cayenne LPP: a DevEUI, or * for all, each with :<port> if on that port only;"
                                + " for example a84041ffff0000ab, *:2. What the network server decoded itself is left to it.")
        String[] uplinks() default {};
    }

    @Activate
    public CayenneComponent(Config config) {
        this(Wanted.of(config.uplinks()));
    }

    CayenneComponent(Wanted wanted) {
        this.wanted = wanted;
        this.profile = new CayenneProfile(wanted);
    }

    @Override
    public Claim claims(Message message) {
        return profile.claims(message);
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        return profile.decode(message);
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        for (String entry : wanted.broken()) {
            report.problem(new Problem(
                    "uplinks_misconfigured",
                    "'" + entry + "' in cayenne.uplinks is no device: the others hold, this one is left out.",
                    "Write 16 hexadecimal digits or *, and if need be a colon and a port from 1 to 255.",
                    false));
        }
        return report.fact("rules", Integer.toString(wanted.rules().size())).build();
    }
}
