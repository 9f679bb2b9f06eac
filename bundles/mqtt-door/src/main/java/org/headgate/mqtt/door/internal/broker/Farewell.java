package org.headgate.mqtt.door.internal.broker;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The end of one connection, so that its peer learns the reason: what was written leaves, the output is shut, and what still comes is discarded until the peer
 * closes or a bound is reached. Closed at once, the kernel would answer unread bytes with a reset, and a reset takes from the peer what it has not read yet.
 */
final class Farewell {
    static final long SECONDS = 10;
    static final long BYTES = 4L << 20;

    private final Broker broker;
    private final Channel channel;
    private final long until = System.nanoTime() + SECONDS * 1_000_000_000L;
    private long discarded;

    private Farewell(Broker broker, Channel channel) {
        this.broker = broker;
        this.channel = channel;
    }

    /** @param lastWord of the framing, behind what was written */
    static Farewell say(Broker broker, Channel channel, Object lastWord) {
        Farewell farewell = new Farewell(broker, channel);
        channel.config().setAutoRead(true);
        channel.writeAndFlush(lastWord).addListener(written -> farewell.endOutput());
        return farewell;
    }

    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutOutput();
        } else {
            tls.closeOutbound().addListener(told -> shutOutput());
        }
    }

    private void shutOutput() {
        if (channel.isActive() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    void discard(int bytes) {
        discarded += bytes;
        if (discarded > BYTES) {
            cut();
        }
    }

    /** Once a second. */
    void check(long nanos) {
        if (nanos - until > 0) {
            cut();
        }
    }

    private void cut() {
        if (channel.isOpen()) {
            broker.count(Count.CONNECTIONS_CUT);
            channel.close();
        }
    }
}
