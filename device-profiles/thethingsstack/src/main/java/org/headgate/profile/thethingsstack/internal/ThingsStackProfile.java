package org.headgate.profile.thethingsstack.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.lorawan.Contributions;
import org.headgate.profile.lorawan.ThingsStack;
import org.headgate.profile.lorawan.Uplinks;
import org.osgi.service.component.annotations.Component;

/** What The Things Stack tells of its devices; uplinks that it did not decode are left to codecs. */
@Component(
        property = {
            "profile.id=thethingsstack",
            "profile.version=1.0.0",
            "profile.title=The Things Stack 3",
            "profile.transports=mqtt",
            "profile.topics=v3/+/devices/+/up",
            "profile.topics=v3/+/devices/+/join",
            "profile.markers=end_device_ids",
            "profile.markers=uplink_message"
        })
public final class ThingsStackProfile implements DeviceProfile {

    /** Others say nothing of what devices measure; they are ignored unread. */
    private static final Set<String> READ = Set.of("up", "join");

    @Override
    public Claim claims(Message message) {
        Optional<String> kind = ThingsStack.kind(message);
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
        boolean read = ThingsStack.kind(message).filter(READ::contains).isPresent();
        if (!read || message.payload().length == 0) {
            return List.of();
        }
        return Contributions.of(ThingsStack.read(message), message);
    }
}
