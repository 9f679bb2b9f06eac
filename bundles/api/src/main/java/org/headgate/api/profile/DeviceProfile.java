package org.headgate.api.profile;

import java.util.List;
import org.headgate.api.message.Message;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives meaning to the bytes of one family of devices. Registered as a service with the properties of {@link ProfileProperties}.
 *
 * <p>Both methods are pure and may be called from several threads at once, never twice at the same time for one address.
 */
@ConsumerType
public interface DeviceProfile {

    /** Cheap: looks at transport, address and, at most, the first bytes. */
    Claim claims(Message message);

    /**
     * Says what the message says. One {@link Decoded} is one contribution; all of a message are committed together. An empty list means that the message
     * is this family's but holds nothing to keep.
     *
     * @throws MalformedPayload where the payload is not what the family's protocol allows; the message goes to quarantine with the reason
     */
    List<Decoded> decode(Message message) throws MalformedPayload;
}
