package org.headgate.mqtt.door.internal.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What one connection has received and not understood yet. */
final class Received {
    private final Broker broker;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int framed;
    private int counted;

    Received(Broker broker) {
        this.broker = broker;
    }

    ByteBuf bytes() {
        return bytes;
    }

    int size() {
        return bytes.readableBytes() + framed;
    }

    /** What the framing below holds. */
    void framed(int held) {
        framed = held;
    }

    void add(ByteBuf more) {
        if (bytes.isReadable()) {
            join(more);
        } else {
            bytes.release();
            bytes = more;
        }
    }

    private void join(ByteBuf more) {
        int size = more.readableBytes();
        if (!bytes.isWritable(size) || bytes.refCnt() > 1) {
            ByteBuf wider = bytes.alloc().buffer(bytes.readableBytes() + Math.max(size, bytes.readableBytes()));
            wider.writeBytes(bytes);
            bytes.release();
            bytes = wider;
        }
        bytes.writeBytes(more);
        more.release();
    }

    /** Gives back what is read, and tells the broker what is left. */
    void settle() {
        if (!bytes.isReadable()) {
            bytes.release();
            bytes = Unpooled.EMPTY_BUFFER;
        }
        if (size() != counted) {
            broker.received(size() - counted);
            counted = size();
        }
    }

    void drop() {
        bytes.skipBytes(bytes.readableBytes());
        framed = 0;
        settle();
    }
}
