package org.headgate.store;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A small file beside the databases, {@code data/marks/<name>}, that outlives the loss of {@code precious}. It is replaced as a whole: after a power cut it is
 * the old one or the new one. For one thread at a time.
 */
@ProviderType
public interface Mark {
    /** The mark of the newest header: its {@code through} is the last sequence that is in a signed batch. */
    String BATCHES = "batches";

    /** Empty where there is none. Blocks. @throws StoreUnavailable {@code mark_unreadable} where it is there and not whole */
    Optional<Value> read() throws StoreUnavailable;

    /** On disk when it returns. Blocks. */
    void write(Value value) throws StoreUnavailable;

    /** @param through nothing up to this number may be given again @param content at most 64 KiB */
    record Value(long through, byte[] content) {}
}
