package org.headgate.host.source.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.ProfileProperties;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Decodes what {@link HostSource} sends. */
@Component(
        property = {
            ProfileProperties.ID + "=" + HostProfile.ID,
            ProfileProperties.VERSION + "=1.0.0",
            ProfileProperties.TITLE + "=This router",
            ProfileProperties.TRANSPORTS + "=" + HostProfile.ID,
            ProfileProperties.TOPICS + "=" + HostProfile.ADDRESS
        })
public final class HostProfile implements DeviceProfile {
    static final String ID = "host";
    static final String ADDRESS = "host/system";
    static final String CONTENT_TYPE = "text/tab-separated-values";

    @Activate
    public HostProfile() {}

    @Override
    public Claim claims(Message message) {
        return message.transport().equals(ID) && message.address().equals(ADDRESS) ? Claim.YES : Claim.NO;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Decoded.Builder builder = Decoded.of(DeviceUrn.named(ID, message.sender()), message)
                .model("router")
                .name(message.sender());
        int number = 0;
        for (String line : new String(message.payload(), StandardCharsets.UTF_8).split("\n")) {
            number++;
            try {
                Reading reading = Reading.parse(line);
                builder.number(reading.quantity(), reading.unit(), reading.value());
            } catch (IllegalArgumentException e) {
                throw new MalformedPayload("not_a_reading", "line " + number + ": " + e.getMessage());
            }
        }
        return List.of(builder.build());
    }
}
