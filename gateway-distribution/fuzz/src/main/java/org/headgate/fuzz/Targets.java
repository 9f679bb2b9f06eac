package org.headgate.fuzz;

import java.util.List;
import org.headgate.coap.source.internal.CoapTarget;
import org.headgate.launcher.FeatureTarget;
import org.headgate.lora.source.internal.ForwarderTarget;
import org.headgate.lora.source.internal.GnssTarget;
import org.headgate.mqtt.source.internal.BrokerTarget;
import org.headgate.profile.bthome.internal.BthomeTarget;
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
                new ProfileTarget("profile-senml", new SenmlProfile(), Seeds.SENML),
                new ProfileTarget("profile-zigbee2mqtt", new Zigbee2MqttProfile(), Seeds.ZIGBEE),
                new ProfileTarget("profile-esphome", new EspHomeProfile(), Seeds.ESPHOME),
                new ProfileTarget("profile-shelly", new ShellyProfile(), Seeds.SHELLY),
                new ProfileTarget("profile-tasmota", new TasmotaProfile(), Seeds.TASMOTA),
                new ProfileTarget("profile-bthome", BthomeTarget.profile(), Seeds.BTHOME),
                new ProfileTarget("profile-ruuvi", new RuuviProfile(), Seeds.RUUVI),
                new ProfileTarget("profile-theengs", new TheengsProfile(), Seeds.THEENGS),
                new ProfileTarget("profile-cayenne", CayenneProfile.of("*"), LorawanSeeds.CAYENNE),
                new ProfileTarget("profile-chirpstack", new ChirpStackProfile(), LorawanSeeds.CHIRPSTACK),
                new ProfileTarget("profile-thethingsstack", new ThingsStackProfile(), LorawanSeeds.THINGS_STACK),
                new ProfileTarget("profile-lora-sightings", new LoraSightingsProfile(), LorawanSeeds.SIGHTINGS),
                new ProfileTarget("profile-sparkplug", new SparkplugProfile(), Seeds.SPARKPLUG),
                new ProfileTarget("profile-homeassistant", new HomeAssistantProfile(), Seeds.HOME_ASSISTANT),
                new PackTarget(),
                new InboxTarget(),
                new CoapTarget(),
                new ForwarderTarget(),
                new GnssTarget(),
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
