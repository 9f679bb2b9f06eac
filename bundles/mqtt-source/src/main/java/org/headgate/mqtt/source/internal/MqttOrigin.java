package org.headgate.mqtt.source.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The key by which a message that the broker sends again is recognised. */
final class MqttOrigin {
    private static final long LEAST_SECONDS = 600;
    private static final long MOST_SECONDS = 7 * 86_400;

    private MqttOrigin() {}

    /** As long as the broker may still send it again: it keeps what we did not acknowledge for as long as our session. */
    static int seconds(Broker broker) {
        return (int) Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, broker.sessionSeconds()));
    }

    static long key(Broker broker, FromBroker.Publish message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            text(digest, broker.uri());
            text(digest, broker.clientId());
            text(digest, message.topic());
            digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(message.packetId())
                    .putInt(message.qos())
                    .array());
            return ByteBuffer.wrap(digest.digest(message.payload())).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void text(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
