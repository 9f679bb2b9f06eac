package org.headgate.mqtt.door.internal.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** What one connection has received and not understood yet, and whether more is read from it. */
final class Received {
    /** What a paused connection still reads, so that it notices when its peer closes. */
    private static final int AHEAD_BYTES = 16 * 1024;

    private final Broker broker;
    private final Channel channel;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int framed;
    private int counted;
    private boolean reading = true;

    Received(Broker broker, Channel channel) {
        this.broker = broker;
        this.channel = channel;
    }

    ByteBuf bytes() {
        return bytes;
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
        } else if (bytes.readableBytes() < bytes.capacity() / 4) {
            shrink();
        }
        if (size() != counted) {
            broker.received(size() - counted);
            counted = size();
        }
    }

    /** The beginning of a packet shall not hold the buffer that it came in: that is as large as what is read at once. */
    private void shrink() {
        ByteBuf own = bytes.alloc().buffer(bytes.readableBytes());
        own.writeBytes(bytes);
        bytes.release();
        bytes = own;
    }

    private int size() {
        return bytes.readableBytes() + framed;
    }

    /** Whether more waits here than one connection may have while others have filled what all share. */
    boolean tooMuch() {
        return size() > AHEAD_BYTES && allFull();
    }

    private boolean allFull() {
        return broker.receivedBytes() > broker.limits().inflightTotal();
    }

    /** @param served whether what comes is served now; else only a little is read ahead */
    void read(boolean served) {
        boolean wanted = served || size() <= AHEAD_BYTES && !allFull();
        if (wanted != reading) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    /** Nothing is read until {@link #read}. */
    void stop() {
        if (reading) {
            reading = false;
            channel.config().setAutoRead(false);
        }
    }

    void drop() {
        bytes.skipBytes(bytes.readableBytes());
        framed = 0;
        settle();
    }
}
