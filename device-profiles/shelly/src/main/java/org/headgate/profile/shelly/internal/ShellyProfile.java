package org.headgate.profile.shelly.internal;

import java.util.List;
import java.util.Optional;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.StrictText;
import org.osgi.service.component.annotations.Component;

/** What Shelly devices tell over MQTT: topics of the first generation, RPC frames and status topics of the later ones. */
@Component(
        property = {
            "profile.id=shelly",
            "profile.version=1.0.0",
            "profile.title=Shelly",
            "profile.transports=mqtt",
            "profile.topics=shellies/#",
            "profile.topics=+/events/rpc",
            "profile.topics=+/status/switch:0",
            "profile.topics=shelly-blu/events/+",
            "profile.markers=NotifyStatus",
            "profile.markers=NotifyFullStatus"
        })
public final class ShellyProfile implements DeviceProfile {

    @Override
    public Claim claims(Message message) {
        Optional<Topic> topic = message.transport().equals("mqtt") ? Topic.parse(message.address()) : Optional.empty();
        if (topic.isEmpty()) {
            return Claim.NO;
        }
        if (topic.get().certain()) {
            return Claim.YES;
        }
        return Payload.isShellys(topic.get(), message) ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Optional<Topic> parsed = Topic.parse(message.address());
        if (parsed.isEmpty() || message.payload().length == 0) {
            return List.of();
        }
        Topic topic = parsed.get();
        return switch (topic.form()) {
            case ONLINE -> List.of(availability(message, topic.device()));
            case ANNOUNCE -> Firmware.announced(message, topic);
            case FIRST_GENERATION -> FirstGeneration.decode(message, topic);
            case STATUS -> Rpc.status(message, topic);
            case NOTIFICATION -> Rpc.notification(message, topic);
            case RESPONSE -> Rpc.response(message, topic);
            case BLU -> Blu.decode(message, StrictJson.object(message.payload()));
            case OTHER -> List.of();
        };
    }

    private static Decoded availability(Message message, DeviceId device) throws MalformedPayload {
        String state = StrictText.of(message.payload());
        if (!state.equals("true") && !state.equals("false")) {
            throw new MalformedPayload("availability_unknown", "online is 'true' or 'false'");
        }
        return Decoded.of(device.urn(), message)
                .kind(Kind.AVAILABILITY)
                .name(device.name())
                .model(device.model())
                .flag("online", state.equals("true"))
                .build();
    }
}
