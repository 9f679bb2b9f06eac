package org.headgate.profile.cayenne.internal;

import java.util.List;
import java.util.Optional;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.lorawan.Uplink;
import org.headgate.profile.lorawan.Uplinks;

/** Cayenne LPP in LoRaWAN uplinks of which someone said that it is, and Cayenne MQTT. */
public final class CayenneProfile implements DeviceProfile {
    private final Wanted wanted;

    CayenneProfile(Wanted wanted) {
        this.wanted = wanted;
    }

    /** One for these uplinks, in the words of the configuration. */
    public static CayenneProfile of(String... uplinks) {
        return new CayenneProfile(Wanted.of(uplinks));
    }

    @Override
    public Claim claims(Message message) {
        if (Things.is(message)) {
            return Claim.YES;
        }
        if (!Uplinks.is(message)) {
            return Claim.NO;
        }
        return Uplinks.undecoded(message).filter(wanted::holds).isPresent() ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        if (Things.is(message)) {
            return Things.decode(message).map(List::of).orElse(List.of());
        }
        Optional<Uplink> read = Uplinks.read(message).filter(Uplink::wantsCodec);
        if (read.isEmpty()) {
            return List.of();
        }
        Decoded.Builder decoded = read.get().contribution(message);
        Lpp.add(decoded, read.get().payload());
        read.get().addRadio(decoded);
        return List.of(decoded.build());
    }
}
