package org.headgate.lora.source.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the lines of a satellite receiver from gpsd, or from who serves NMEA over TCP. Only on the loop, but for {@link #isConnected}. */
final class Gnss {
    static final String SOURCE = "gnss";
    private static final Logger LOG = LoggerFactory.getLogger(Gnss.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int LONGEST_LINE = 8192;
    private static final byte[] WATCH = "?WATCH={\"enable\":true,\"json\":true};\n".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress server;
    private final Listener loop;
    private final Whereabouts whereabouts;
    private final ByteBuffer in = ByteBuffer.allocate(LONGEST_LINE);
    private @Nullable SocketChannel channel;
    private long triedAt;
    private boolean tried;
    private volatile boolean connected;

    Gnss(InetSocketAddress server, Listener loop, Whereabouts whereabouts) {
        this.server = server;
        this.loop = loop;
        this.whereabouts = whereabouts;
    }

    /** Connects where it is not connected, every half minute. */
    void look(long nanos) {
        if (channel != null || tried && nanos - triedAt < RETRY_NANOS) {
            return;
        }
        tried = true;
        triedAt = nanos;
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            loop.register(opened, SelectionKey.OP_CONNECT, this::ready);
            if (opened.connect(server)) {
                ready();
            }
        } catch (IOException | RuntimeException e) {
            lost(e.toString());
        }
    }

    boolean isConnected() {
        return connected;
    }

    private void ready() {
        SocketChannel from = channel;
        if (from == null) {
            return;
        }
        try {
            if (!connected) {
                if (!from.finishConnect()) {
                    return;
                }
                connected = true;
                from.write(ByteBuffer.wrap(WATCH));
                loop.register(from, SelectionKey.OP_READ, this::ready);
                return;
            }
            int read = from.read(in);
            if (read < 0) {
                lost("the connection was closed");
                return;
            }
            lines();
        } catch (IOException | RuntimeException e) {
            lost(e.toString());
        }
    }

    private void lines() {
        in.flip();
        int start = 0;
        for (int i = 0; i < in.limit(); i++) {
            if (in.get(i) == '\n') {
                line(new String(in.array(), start, i - start, StandardCharsets.UTF_8).strip());
                start = i + 1;
            }
        }
        in.position(start);
        in.compact();
        if (!in.hasRemaining()) {
            in.clear();
        }
    }

    private void line(String line) {
        GnssLine.place(line).ifPresent(place -> whereabouts.heard(place, SOURCE));
    }

    private void lost(String why) {
        LOG.debug("{} tells no places: {}", server, why);
        close();
    }

    void close() {
        connected = false;
        in.clear();
        SocketChannel old = channel;
        channel = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            LOG.debug("the connection is not closed: {}", e.toString());
        }
    }
}
