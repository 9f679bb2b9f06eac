package org.headgate.lora.source.internal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Datagrams of Semtech's gateway message protocol, versions 1 and 2 (packet_forwarder, PROTOCOL.TXT). */
sealed interface Gwmp {
    int PUSH_DATA = 0;
    int PUSH_ACK = 1;
    int PULL_DATA = 2;
    int PULL_RESP = 3;
    int PULL_ACK = 4;
    int TX_ACK = 5;
    int HEAD = 4;
    int HEAD_WITH_EUI = 12;

    int version();

    /** 16 bits that an acknowledgement repeats. */
    int token();

    /** The gateway's EUI-64, as a number. */
    long eui();

    /** What a gateway heard, how it is. @param json its text */
    record PushData(int version, int token, long eui, byte[] json) implements Gwmp {}

    /** A gateway keeps the way to it open. */
    record PullData(int version, int token, long eui) implements Gwmp {}

    /** What became of a downlink, from version 2 on. @param json its text, or empty where it was sent */
    record TxAck(int version, int token, long eui, byte[] json) implements Gwmp {}

    /** Null where it is nothing that a gateway sends. */
    static @Nullable Gwmp read(ByteBuffer datagram) {
        if (datagram.remaining() < HEAD_WITH_EUI) {
            return null;
        }
        int version = datagram.get() & 0xff;
        int token = datagram.getShort() & 0xffff;
        int kind = datagram.get() & 0xff;
        if (version != 1 && version != 2) {
            return null;
        }
        long eui = datagram.getLong();
        byte[] rest = new byte[datagram.remaining()];
        datagram.get(rest);
        return switch (kind) {
            case PUSH_DATA -> new PushData(version, token, eui, rest);
            case PULL_DATA -> rest.length == 0 ? new PullData(version, token, eui) : null;
            case TX_ACK -> version == 2 ? new TxAck(version, token, eui, rest) : null;
            default -> null;
        };
    }

    /** What the gateway's datagram is answered with, or null for one that has no answer. */
    static byte @Nullable [] acknowledgement(Gwmp of) {
        if (of instanceof PushData) {
            return head(of.version(), of.token(), PUSH_ACK).array();
        }
        return of instanceof PullData ? head(of.version(), of.token(), PULL_ACK).array() : null;
    }

    /** A downlink. @param json its text */
    static byte[] pullResp(int version, int token, byte[] json) {
        return ByteBuffer.allocate(HEAD + json.length)
                .put(head(version, token, PULL_RESP))
                .put(json)
                .array();
    }

    private static ByteBuffer head(int version, int token, int kind) {
        return ByteBuffer.allocate(HEAD)
                .put((byte) version)
                .putShort((short) token)
                .put((byte) kind)
                .flip();
    }
}
