package org.headgate.demo;

import java.io.IOException;

/** A demo device that replays recorded observations with a client that is not ours. */
interface Station extends AutoCloseable {

    /** For example {@code Seattle over MQTT}. */
    String name();

    /** The URN of its observations. */
    String urn();

    /** Sends one and returns once the gateway has acknowledged it. */
    void send(Observation observation) throws IOException;

    @Override
    void close() throws IOException;
}
