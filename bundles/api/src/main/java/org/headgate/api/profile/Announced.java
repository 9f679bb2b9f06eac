package org.headgate.api.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** What the sender of a message announced to a profile before. One sender's announcements say nothing of another's messages. */
@ProviderType
public interface Announced {

    /** Nothing was announced. */
    Announced NOTHING = new NothingAnnounced();

    Optional<Announcement> named(String name);

    /** Those whose name begins with {@code prefix}, by name. */
    List<Announcement> below(String prefix);

    /** Those that name the address of the message, by name. */
    List<Announcement> here();

    /** The number that was left with an announcement; empty where none was, or since the gateway was started. */
    OptionalLong mark(String name);
}
