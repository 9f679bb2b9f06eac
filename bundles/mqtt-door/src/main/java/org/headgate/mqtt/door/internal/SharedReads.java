package org.headgate.mqtt.door.internal;

import io.netty.channel.FixedRecvByteBufAllocator;

/**
 * How much is read at once, and the bookkeeping of a read: one for all connections of one event loop, which reads them one after the other. What a connection
 * would remember for itself is not worth its memory where ten thousand hardly say anything.
 */
@SuppressWarnings("deprecation") // of the handle that the interface asks for
final class SharedReads extends FixedRecvByteBufAllocator {
    /** Buffers come from the loop's pool, and most go back to it in the same turn. */
    private static final int BYTES = 16 * 1024;
    /** Before others have their turn. */
    private static final int READS = 16;

    private final Handle handle = super.newHandle();

    SharedReads() {
        super(BYTES);
        maxMessagesPerRead(READS);
    }

    @Override
    public Handle newHandle() {
        return handle;
    }
}
