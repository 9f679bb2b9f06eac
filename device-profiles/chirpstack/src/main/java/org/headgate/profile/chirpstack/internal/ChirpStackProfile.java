package org.headgate.profile.chirpstack.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.lorawan.ChirpStack;
import org.headgate.profile.lorawan.Contributions;
import org.headgate.profile.lorawan.Uplinks;
import org.osgi.service.component.annotations.Component;

/** What ChirpStack tells of its devices; uplinks that it did not decode are left to codecs. */
@Component(
        property = {
            "profile.id=chirpstack",
            "profile.version=1.0.0",
            "profile.title=ChirpStack 4",
            "profile.transports=mqtt",
            "profile.topics=application/+/device/+/event/up",
            "profile.topics=application/+/device/+/event/join",
            "profile.topics=application/+/device/+/event/status",
            "profile.markers=deduplicationId",
            "profile.markers=deviceInfo"
        })
public final class ChirpStackProfile implements DeviceProfile {

    /** Others say nothing of what devices measure; they are ignored unread. */
    private static final Set<String> READ = Set.of("up", "join", "status");

    @Override
    public Claim claims(Message message) {
        Optional<String> kind = ChirpStack.kind(message);
        if (kind.isEmpty()) {
            return Claim.NO;
        }
        if (!kind.get().equals("up")) {
            return Claim.YES;
        }
        return Uplinks.undecoded(message).isPresent() ? Claim.NOT_THIS_ONE : Claim.THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        boolean read = ChirpStack.kind(message).filter(READ::contains).isPresent();
        if (!read || message.payload().length == 0) {
            return List.of();
        }
        return Contributions.of(ChirpStack.read(message), message);
    }
}
