package org.headgate.api.profile;

import java.util.List;
import java.util.Optional;
import org.headgate.api.message.Message;
import org.osgi.annotation.versioning.ProviderType;

/** The registry of installed profiles. Safe for any thread. */
@ProviderType
public interface Profiles {

    /** The profile that claims the message: the one of highest {@code service.ranking} where several do. Cached per (transport, address). */
    Optional<Match> match(Message message);

    /** Changes whenever the set of profiles does: what was cached under another generation is stale. Counts up, across restarts of the registry too. */
    long generation();

    /** The profile whose {@link DeviceProfile#claims} runs on that thread now, for who must stop one that does not return; its id. */
    Optional<String> asking(Thread thread);

    /** The installed profiles, by id. */
    List<Info> list();

    /** A profile that is not installed and would, by its hints, claim such a message; its id. */
    Optional<String> suggest(Message message);

    /** Takes a profile out of use for a stated reason, until its bundle is updated or restarted. */
    void disable(String profileId, String reason);

    /** @param profileId the profile's {@link ProfileProperties#ID} */
    record Match(String profileId, DeviceProfile profile) {}

    /**
     * @param disabledBecause "" where the profile is in use
     * @param conflicts ids of other profiles that claimed the same message lately
     */
    record Info(
            String id,
            String version,
            String title,
            List<String> transports,
            List<String> topics,
            String bundle,
            String disabledBecause,
            List<String> conflicts) {}
}
