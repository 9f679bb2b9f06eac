package org.headgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.DeviceProfile;
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
import org.headgate.profile.testkit.Vector;
import org.headgate.profile.testkit.Vectors;
import org.headgate.profile.theengs.internal.TheengsProfile;
import org.headgate.profile.thethingsstack.internal.ThingsStackProfile;
import org.headgate.profile.zigbee2mqtt.internal.Zigbee2MqttProfile;
import org.junit.jupiter.api.Test;

/** Of all families installed, one alone takes a message: none claims what another has as its own case. */
class FamiliesTest {
    private static final Map<String, DeviceProfile> FAMILIES = Map.ofEntries(
            Map.entry("bthome", SealedTarget.profile()),
            Map.entry("cayenne", CayenneProfile.of()),
            Map.entry("chirpstack", new ChirpStackProfile()),
            Map.entry("esphome", new EspHomeProfile()),
            Map.entry("homeassistant", new HomeAssistantProfile()),
            Map.entry("lora-sightings", new LoraSightingsProfile()),
            Map.entry("ruuvi", new RuuviProfile()),
            Map.entry("senml", new SenmlProfile()),
            Map.entry("shelly", new ShellyProfile()),
            Map.entry("sparkplug", new SparkplugProfile()),
            Map.entry("tasmota", new TasmotaProfile()),
            Map.entry("theengs", new TheengsProfile()),
            Map.entry("thethingsstack", new ThingsStackProfile()),
            Map.entry("zigbee2mqtt", new Zigbee2MqttProfile()));

    @Test
    void vectors_ofOneFamily_noOtherClaims() {
        List<String> claimedTwice = new ArrayList<>();
        FAMILIES.keySet().forEach(family -> {
            List<Vector> vectors = Vectors.of(FAMILIES.get(family).getClass());
            assertThat(vectors).as(family).isNotEmpty();
            vectors.stream()
                    .filter(Vector::isClaimed)
                    .forEach(vector -> others(family, vector)
                            .forEach(other -> claimedTwice.add(other + " claims '" + vector.name() + "' of " + family
                                    + ", on " + vector.message().address())));
        });

        assertThat(claimedTwice).isEmpty();
    }

    private static List<String> others(String family, Vector vector) {
        Set<Claim> yes = Set.of(Claim.YES, Claim.THIS_ONE);
        return FAMILIES.entrySet().stream()
                .filter(other -> !other.getKey().equals(family))
                .filter(other -> yes.contains(other.getValue().claims(vector.message())))
                .map(Map.Entry::getKey)
                .toList();
    }
}
