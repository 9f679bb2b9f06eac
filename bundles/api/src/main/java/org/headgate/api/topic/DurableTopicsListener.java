package org.headgate.api.topic;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard, for who delivers durable topics. Do next to nothing on the calling thread. */
@ConsumerType
public interface DurableTopicsListener {

    /** There may be more to read. */
    void advanced();

    /** Topics came or went. */
    void topicsChanged();
}
