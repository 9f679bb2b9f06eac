package org.headgate.mqtt.source.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The key by which a message that the broker sends again is recognised. */
final class MqttOrigin {
    static final int SECONDS = 600;

    private MqttOrigin() {}

    static long key(Broker broker, int packetId, String topic, byte[] payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            text(digest, broker.uri());
            text(digest, broker.clientId());
            text(digest, topic);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(packetId).array());
            return ByteBuffer.wrap(digest.digest(payload)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void text(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
