package org.headgate.lora.source.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.lorawan.frame.HeardFrame;
import org.jspecify.annotations.Nullable;

/** Makes messages of what gateways send. Only for one thread. */
final class Uplinks {
    /** No forwarder repeats a frame later. */
    static final int ORIGIN_SECONDS = 60;

    private static final String JSON = "application/json";

    private final Trust trust;
    private final MessageDigest digest = sha256();

    Uplinks(Trust trust) {
        this.trust = trust;
    }

    /** Reads one that nobody sent: the first that somebody sends would have to wait for classes to be loaded, longer than its forwarder waits. */
    void prepare() {
        try {
            frame(
                    0,
                    "{\"tmst\":0,\"freq\":868.1,\"datr\":\"SF7BW125\",\"data\":\"\"}".getBytes(StandardCharsets.UTF_8),
                    0);
        } catch (MalformedPayload e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param frame null where a profile will refuse it */
    record Heard(Message sighting, @Nullable HeardFrame frame) {}

    /** @throws MalformedPayload where an element of {@code rxpk} is no object in JSON; what else is wrong with it a profile says */
    Heard frame(long eui, byte[] rxpk, long receivedAt) throws MalformedPayload {
        HeardFrame frame = read(StrictJson.object(rxpk));
        long origin = frame == null ? key(eui, "rxpk", rxpk) : frameOrigin(eui, frame);
        return new Heard(message(eui, "rxpk", rxpk, origin, receivedAt), frame);
    }

    private static @Nullable HeardFrame read(ObjectNode rxpk) {
        try {
            return HeardFrame.read(rxpk);
        } catch (MalformedPayload e) {
            return null;
        }
    }

    /** @throws MalformedPayload where it is no object in JSON */
    Message report(long eui, byte[] stat, long receivedAt) throws MalformedPayload {
        StrictJson.object(stat);
        return message(eui, "stat", stat, key(eui, "stat", stat), receivedAt);
    }

    /** What this gateway itself sent. */
    Message beacon(long eui, byte[] report, long sentAt) {
        return message(eui, "beacon", report, key(eui, "beacon", report), sentAt);
    }

    /** Where a gateway of this machine is. */
    Message place(long eui, byte[] place, long now) {
        return message(eui, "place", place, key(eui, "place", place), now);
    }

    private Message message(long eui, String what, byte[] payload, long origin, long receivedAt) {
        String name = HexFormat.of().toHexDigits(eui);
        return new Message(
                "lora",
                LoraSource.NAME,
                "gateway/" + name + "/" + what,
                name,
                trust,
                JSON,
                payload,
                receivedAt,
                new Origin(origin, ORIGIN_SECONDS, true));
    }

    /** By what the concentrator heard and when, however the forwarder writes it. */
    private long frameOrigin(long eui, HeardFrame frame) {
        Long timestamp = frame.timestamp();
        String heard =
                timestamp + " " + frame.frequency() + " " + frame.dataRate().text();
        return key(eui, timestamp == null ? heard + " " + frame.time() : heard, frame.payload());
    }

    /** Cut from a cryptographic hash, so that nobody on the air can make one frame hide another. */
    private long key(long eui, String what, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(eui).array());
        digest.update(what.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return ByteBuffer.wrap(digest.digest(bytes)).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
