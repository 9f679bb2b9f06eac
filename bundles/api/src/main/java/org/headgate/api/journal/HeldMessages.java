package org.headgate.api.journal;

import java.util.List;
import org.headgate.api.message.Message;
import org.osgi.annotation.versioning.ProviderType;

/** Messages that have no sequence: those that wait for a profile and those in quarantine. Bounded in MiB and hours. Reads the disk. */
@ProviderType
public interface HeldMessages {

    /** Those that wait, by id above {@code afterId}. */
    List<Held> waiting(long afterId, int max) throws JournalUnavailable;

    /** Those of one address that wait, by id above {@code afterId}. */
    List<Held> waiting(String transport, String address, long afterId, int max) throws JournalUnavailable;

    /** Who waits: one row an address, busiest first. */
    List<Group> groups(int max) throws JournalUnavailable;

    /** Those in quarantine, newest first. */
    List<Held> quarantined(int max) throws JournalUnavailable;

    /** @param code, reason why it is in quarantine; "" for one that waits */
    record Held(long id, Message message, String code, String reason) {}

    /** @param sample the newest message */
    record Group(String transport, String address, long count, long firstAt, long lastAt, Message sample) {}
}
