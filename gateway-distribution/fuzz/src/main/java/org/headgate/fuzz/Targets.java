package org.headgate.fuzz;

import java.util.List;
import org.headgate.coap.source.internal.CoapTarget;
import org.headgate.coverage.internal.SightingTarget;
import org.headgate.launcher.FeatureTarget;
import org.headgate.lora.source.internal.ForwarderTarget;
import org.headgate.lora.source.internal.GnssTarget;
import org.headgate.lora.source.internal.SignedTarget;
import org.headgate.mqtt.source.internal.BrokerTarget;
import org.headgate.profile.bthome.internal.SealedTarget;
import org.headgate.profile.cayenne.internal.CayenneProfile;
import org.headgate.profile.chirpstack.internal.ChirpStackProfile;
import org.headgate.profile.esphome.internal.EspHomeProfile;
import org.headgate.profile.homeassistant.internal.HomeAssistantProfile;
import org.headgate.profile.lora.sightings.internal.LoraSightingsProfile;
import org.headgate.profile.ruuvi.internal.RuuviProfile;
import org.headgate.profile.senml.internal.SenmlProfile;
import org.headgate.profile.shelly.internal.ShellyProfile;
import org.headgate.profile.sparkplug.internal.SparkplugProfile;
import org.headgate.profile.tasmota.internal.TasmotaProfile;
import org.headgate.profile.theengs.internal.TheengsProfile;
import org.headgate.profile.thethingsstack.internal.ThingsStackProfile;
import org.headgate.profile.ts013.internal.PackTarget;
import org.headgate.profile.zigbee2mqtt.internal.Zigbee2MqttProfile;
import org.headgate.profiles.internal.InboxTarget;
import org.headgate.proof.VerifyTarget;

/** All decoders of what strangers send. */
public final class Targets {
    private Targets() {}

    public static List<Target> all() {
        return List.of(
                new DoorTarget(),
                new BrokerTarget(),
                SenmlTarget.json(),
                SenmlTarget.cbor(),
                ProfileTarget.passing("profile-senml", new SenmlProfile()),
                ProfileTarget.of("profile-sparkplug", new SparkplugProfile()),
                ProfileTarget.of("profile-homeassistant", new HomeAssistantProfile()),
                ProfileTarget.of("profile-zigbee2mqtt", new Zigbee2MqttProfile()),
                ProfileTarget.of("profile-esphome", new EspHomeProfile()),
                ProfileTarget.of("profile-shelly", new ShellyProfile()),
                ProfileTarget.of("profile-tasmota", new TasmotaProfile()),
                ProfileTarget.of("profile-bthome", SealedTarget.profile()),
                new SealedTarget(),
                ProfileTarget.of("profile-ruuvi", new RuuviProfile()),
                ProfileTarget.of("profile-theengs", new TheengsProfile()),
                ProfileTarget.of("profile-cayenne", CayenneProfile.of("A84041FFFF0000AB", " *:8 ")),
                ProfileTarget.of("profile-chirpstack", new ChirpStackProfile()),
                ProfileTarget.of("profile-thethingsstack", new ThingsStackProfile()),
                ProfileTarget.of("profile-lora-sightings", new LoraSightingsProfile()),
                new PackTarget(),
                new InboxTarget(),
                new CoapTarget(),
                new ForwarderTarget(),
                new SignedTarget(),
                new GnssTarget(),
                new SightingTarget(),
                new VerifyTarget(),
                new FeatureTarget());
    }

    static Target named(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + name + "; there are "
                        + all().stream().map(Target::name).toList()));
    }
}
