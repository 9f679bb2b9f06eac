package org.headgate.api.status;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: a bundle says how it is doing. From memory, does not block. */
@ConsumerType
public interface StatusSource {

    /** The bundle's folder, for example {@code mqtt-door}. */
    String component();

    Report report();
}
