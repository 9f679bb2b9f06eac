package org.headgate.mqtt.door.internal.broker;

import org.headgate.api.intake.Outcome;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** A PUBLISH or PUBREL that is not answered yet; {@code PUBACK} and {@code PUBREC} where the answer was known at once. */
final class Exchange {
    final PacketType type;
    final int packetId;
    /** 0 where nothing came for intake. */
    final int qos;

    final @Nullable Routed message;
    final long originKey;
    private final long bytes;
    int code = Reason.SUCCESS;
    Properties properties = Properties.NONE;
    /** Whether intake has stored what came. */
    boolean done;
    /** Whether what followed from it is on disk: it may be answered. */
    boolean kept;

    boolean failed;
    /** The next in {@link Exchanges}. */
    @Nullable
    Exchange behind;

    String failure = "";

    private Exchange(PacketType type, int packetId, int qos, @Nullable Routed message, long originKey, long bytes) {
        this.type = type;
        this.packetId = packetId;
        this.qos = qos;
        this.message = message;
        this.originKey = originKey;
        this.bytes = bytes;
    }

    static Exchange publish(int packetId, int qos, Routed message, long originKey) {
        return new Exchange(PacketType.PUBLISH, packetId, qos, message, originKey, message.size());
    }

    static Exchange release(int packetId, @Nullable Routed message) {
        return new Exchange(PacketType.PUBREL, packetId, 0, message, 0, 0);
    }

    static Exchange answered(PacketType type, int packetId) {
        Exchange exchange = new Exchange(type, packetId, 0, null, 0, 0);
        exchange.done = true;
        return exchange;
    }

    /** A PUBLISH of QoS 1 that asks the gateway for something. */
    static Exchange request(int packetId, int payloadBytes) {
        return new Exchange(PacketType.PUBACK, packetId, 0, null, 0, payloadBytes);
    }

    /** @param reason for who wants to know; may be empty */
    void answer(int answered, String reason) {
        code = answered;
        properties = Client.problem(reason);
        done = true;
    }

    void fail(boolean fails, String why) {
        if (fails) {
            failed = true;
            failure = why;
        }
    }

    /** What it weighs until it is answered. */
    long size() {
        return bytes;
    }

    /** @param outcome null where intake failed */
    void settle(@Nullable Outcome outcome) {
        done = true;
        if (outcome instanceof Outcome.Refused refusal) {
            failed = true;
            failure = refusal.code() + ": " + refusal.reason();
        } else if (outcome == null) {
            failed = true;
            failure = "intake_failed: the message could not be stored";
        } else if (outcome instanceof Outcome.Quarantined quarantined) {
            properties = Properties.builder()
                    .text(Property.REASON_STRING, quarantined.reason())
                    .pair("headgate-reason", quarantined.code())
                    .build();
        } else if (outcome instanceof Outcome.Waiting || outcome instanceof Outcome.Ignored) {
            code = Reason.NO_MATCHING_SUBSCRIBERS;
        }
    }
}
