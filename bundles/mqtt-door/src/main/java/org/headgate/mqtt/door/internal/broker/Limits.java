package org.headgate.mqtt.door.internal.broker;

/**
 * The door's bounds. Sizes in bytes.
 *
 * @param receiveMaximum unacknowledged PUBLISHes of QoS 1 and 2 that an MQTT 5 client may have under way
 * @param window the same towards a client that allows more
 * @param inflightBytes of one connection: above, its reads are paused
 * @param inflightTotal of all connections
 * @param subscriptionBytes of all clients together
 * @param queueBytes waiting for one session
 * @param queueTotal waiting for all sessions: queues, messages of QoS 2 before their PUBREL, wills
 * @param sessionSeconds how long a session outlives its connection at most
 * @param keepAliveSeconds above which, or at 0, a client is told this keep alive; 0: as the client asks
 */
public record Limits(
        int connections,
        int packetBytes,
        int receiveMaximum,
        int window,
        long inflightBytes,
        long inflightTotal,
        int sessions,
        int subscriptions,
        long subscriptionBytes,
        long queueBytes,
        long queueTotal,
        long retainedBytes,
        long sessionSeconds,
        int keepAliveSeconds,
        int connectSeconds) {}
