package org.headgate.mqtt.door.internal.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.headgate.mqtt.door.internal.codec.PacketWriter;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Version;
import org.jspecify.annotations.Nullable;

/** What one connection is to send: the small packets of one turn of the loop go down the pipeline as one piece, not each for itself. */
final class Sending {
    /** A piece that is longer is not added to. */
    private static final int PIECE_BYTES = 16 * 1024;
    /** A payload that is longer goes on its own, uncopied. */
    private static final int SMALL_BYTES = 4096;

    private final Channel channel;
    private @Nullable ByteBuf piece;

    Sending(Channel channel) {
        this.channel = channel;
    }

    void add(Packet packet, Version version) {
        if (packet instanceof Packet.Publish publish && publish.payload().length > SMALL_BYTES) {
            push();
            channel.write(PacketWriter.write(channel.alloc(), packet, version), channel.voidPromise());
            return;
        }
        ByteBuf out = piece;
        if (out == null) {
            out = channel.alloc().buffer();
            piece = out;
        }
        PacketWriter.write(out, packet, version);
        if (out.readableBytes() > PIECE_BYTES) {
            push();
        }
    }

    /** Hands over what was added; it leaves with the next flush. */
    void push() {
        ByteBuf out = piece;
        if (out != null) {
            piece = null;
            channel.write(out, channel.voidPromise());
        }
    }

    /** What is not handed over yet. */
    int bytes() {
        ByteBuf out = piece;
        return out == null ? 0 : out.readableBytes();
    }

    void drop() {
        ByteBuf out = piece;
        if (out != null) {
            piece = null;
            out.release();
        }
    }
}
