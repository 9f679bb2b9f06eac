package org.headgate.api.batch;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: told of each new batch once its header is synced, in order, on a thread that may read the disk but holds up the next seal. */
@ConsumerType
public interface SealListener {

    void sealed(SignedHeader header);
}
