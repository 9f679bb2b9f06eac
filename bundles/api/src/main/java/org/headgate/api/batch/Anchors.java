package org.headgate.api.batch;

import java.util.Optional;
import org.headgate.api.journal.JournalUnavailable;
import org.osgi.annotation.versioning.ProviderType;

/** Roots over headers that a chain noted, so that nobody dates the headers back. Safe for any thread. */
@ProviderType
public interface Anchors {

    /** The anchor over the batch of a number; empty where it is not noted yet. Reads the disk. */
    Optional<Anchor> covering(long number) throws JournalUnavailable;
}
