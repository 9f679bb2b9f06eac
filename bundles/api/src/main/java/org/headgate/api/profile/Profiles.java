package org.headgate.api.profile;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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

    /**
     * What decides in which order messages are decoded: those of one (transport, line) one after the other, as they came. The address, unless an installed profile
     * says otherwise with {@link ProfileProperties#ORDER}. Cheap.
     */
    String line(Message message);

    /** Whether an announcement of the message's sender names the message's address, or would name {@code address} in its place. Cheap. */
    boolean isAnnounced(Message message, String address);

    /** What the message's sender announced to that profile. */
    Announced announced(String profileId, Message message);

    /**
     * Takes in what a message announced and withdrew, its marks and its notices. It holds at once for messages read after it; the stage completes once it is on disk, on a
     * thread on which little is to be done. Where the stage fails, the message must not be acknowledged.
     *
     * @throws MalformedPayload where a limit forbids it; then nothing was taken in
     */
    CompletionStage<Void> announce(String profileId, Message message, Reading reading) throws MalformedPayload;

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
