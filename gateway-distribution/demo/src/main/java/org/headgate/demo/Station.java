package org.headgate.demo;

/** A demo device that replays recorded observations with a client that is not ours. */
interface Station extends AutoCloseable {

    /** For example {@code Seattle over MQTT}. */
    String name();

    /** Sends one and returns once the gateway has acknowledged it. */
    void send(Observation observation) throws Exception;

    @Override
    void close() throws Exception;
}
