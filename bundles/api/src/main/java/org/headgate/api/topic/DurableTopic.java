package org.headgate.api.topic;

import java.util.List;
import java.util.Map;
import org.headgate.api.journal.JournalUnavailable;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A topic whose messages are kept: who reads it holds a position, not a queue. Safe for any thread. */
@ProviderType
public interface DurableTopic {

    /** For example {@code feeds/greenhouse/records}. */
    String topic();

    /** The feed it belongs to. */
    String feed();

    /** The oldest position that a reader may still start from. */
    long earliest();

    /** The position behind the newest message. */
    long next();

    /** Where a new subscription begins: what is not proven yet comes along, so that all that is delivered is also proven. */
    default long start() {
        return next();
    }

    /** Messages from {@code position} on. Reads the disk unless all is in memory: never on an event loop. */
    Page read(long position, int max) throws JournalUnavailable;

    /** As {@link #read}, from memory alone; null where that is not enough. Never blocks. */
    @Nullable
    Page tail(long position, int max);

    /**
     * @param items in order; may be empty although {@code next} moved on (nothing there was this feed's)
     * @param next where to read on
     * @param gap what is gone between the position asked for and the first item, or null
     */
    record Page(List<Item> items, long next, @Nullable Gap gap) {}

    /** @param properties MQTT 5 user properties, in order */
    record Item(long position, byte[] payload, String contentType, List<Map.Entry<String, String>> properties) {}

    /** Inclusive on both ends. @param reason {@code retention}, {@code replay} (older than the feed's replay), or why a range was lost */
    record Gap(long from, long to, String reason) {}
}
