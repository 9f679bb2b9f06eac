package org.headgate.api.profile;

import java.util.List;
import org.headgate.api.message.Message;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A profile of devices that announce themselves: their later messages make sense only with what was announced before. The gateway keeps the announcements, so that
 * both methods stay pure: the same message after the same announcements always gives the same answer.
 *
 * <p>{@link #claims} answers for the announcements, and for what is the family's by its address alone; an address that an announcement names is claimed without asking.
 */
@ConsumerType
public interface AnnouncingProfile extends DeviceProfile {

    /**
     * Says what the message says, and what is to be kept for those after it. The announcements are on disk before the message is acknowledged.
     *
     * @throws MalformedPayload as {@link #decode}; then nothing is announced either
     */
    Reading read(Message message, Announced before) throws MalformedPayload;

    /** As {@link #read} where nothing was announced before. */
    @Override
    default List<Decoded> decode(Message message) throws MalformedPayload {
        return read(message, Announced.NOTHING).decoded();
    }
}
