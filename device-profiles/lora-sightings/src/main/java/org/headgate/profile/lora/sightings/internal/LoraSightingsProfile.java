package org.headgate.profile.lora.sightings.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.lorawan.frame.HeardFrame;
import org.osgi.service.component.annotations.Component;

/** What packet forwarders of LoRa gateways tell: each frame that they heard is a coverage sighting of the gateway, each of their reports its availability. */
@Component(
        property = {
            "profile.id=lora-sightings",
            "profile.version=1.0.0",
            "profile.title=LoRa sightings",
            "profile.transports=lora",
            "profile.topics=gateway/+/rxpk",
            "profile.topics=gateway/+/stat",
            "profile.topics=gateway/+/beacon",
            "profile.topics=gateway/+/place"
        })
public final class LoraSightingsProfile implements DeviceProfile {
    private static final Pattern ADDRESS = Pattern.compile("gateway/([0-9A-Fa-f]{16})/(rxpk|stat|beacon|place)");

    @Override
    public Claim claims(Message message) {
        boolean ours = message.transport().equals("lora")
                && ADDRESS.matcher(message.address()).matches();
        return ours ? Claim.YES : Claim.NO;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Matcher address = ADDRESS.matcher(message.address());
        if (!address.matches()) {
            throw new MalformedPayload(
                    "not_a_gateway", "the address is not gateway/<EUI>/ and rxpk, stat, place or beacon");
        }
        String eui = address.group(1).toLowerCase(Locale.ROOT);
        Decoded.Builder decoded =
                Decoded.of(DeviceUrn.mac(eui), message).name("gateway " + eui).model("LoRa gateway");
        ObjectNode said = StrictJson.object(message.payload());
        switch (address.group(2)) {
            case "rxpk" -> Sighting.add(HeardFrame.read(said), message, decoded);
            case "stat" -> Report.add(said, decoded);
            case "place" -> Report.addPlace(said, decoded);
            default -> OwnBeacon.add(said, decoded);
        }
        return List.of(decoded.build());
    }
}
