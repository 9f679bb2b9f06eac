package org.headgate.mqtt.source.internal;

/** What a broker sends to one who reads (MQTT 5 §3), with what is used of it. */
sealed interface FromBroker {

    /**
     * CONNACK.
     *
     * @param reason 0 where we are let in
     * @param text the broker's own words, or ""
     * @param keepAliveSeconds what the broker demands, or -1
     * @param sessionSeconds how long the broker keeps the session where that is not what we asked, else -1
     */
    record Connected(boolean resumed, int reason, String text, int keepAliveSeconds, long sessionSeconds)
            implements FromBroker {}

    /** @param packetId 0 for QoS 0 */
    record Publish(int packetId, int qos, boolean duplicate, String topic, String contentType, byte[] payload)
            implements FromBroker {}

    /** PUBREL: the broker knows that a message of QoS 2 arrived. */
    record Released(int packetId) implements FromBroker {}

    /** SUBACK, a code a filter. */
    record Subscribed(int packetId, int[] codes) implements FromBroker {}

    /** DISCONNECT. */
    record Ended(int reason, String text) implements FromBroker {}

    /** PINGRESP. */
    record Pong() implements FromBroker {}
}
