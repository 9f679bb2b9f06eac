package org.headgate.api.profile;

import java.util.List;
import org.headgate.api.journal.JournalUnavailable;
import org.osgi.annotation.versioning.ProviderType;

/** Devices that nobody understands yet. Reads the disk. */
@ProviderType
public interface Inbox {

    /** Busiest first. */
    List<Entry> list() throws JournalUnavailable;

    /**
     * Times in milliseconds since the epoch.
     *
     * @param pattern an address, or a topic filter that stands for several addresses alike
     * @param shape what the payload looks like, for example {@code json{battery,temperature}}
     * @param sample the newest payload, made printable and cut
     * @param suggestion id of a profile that is not installed and would claim it, or ""
     */
    record Entry(
            String transport,
            String pattern,
            String shape,
            long messages,
            long firstAt,
            long lastAt,
            String sample,
            String suggestion) {}
}
