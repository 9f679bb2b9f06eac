package org.headgate.api.journal;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: told once a commit, on the writer's thread: do next to nothing there. */
@ConsumerType
public interface JournalListener {

    /** @param next the next sequence to be given */
    void committed(long next);
}
