package org.headgate.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection to the server on loopback. Blocking until {@link #serve}, then for one thread and its selector. */
abstract class Link {
    private static final byte[] NOTHING = {};
    private static final int ANSWER_MILLIS = 30_000;

    final SocketChannel channel;
    /** What is still to be written; the owner puts whole packets. */
    final ByteBuffer out;

    private @Nullable SelectionKey key;
    private byte[] rest = NOTHING;

    Link(int port, int outBytes) throws IOException {
        out = ByteBuffer.allocate(outBytes);
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.socket().setSoTimeout(ANSWER_MILLIS);
    }

    /** A whole packet: its first byte, and its body as {@code bytes[from, to)}, valid only during the call. */
    abstract void packet(int head, byte[] bytes, int from, int to) throws IOException;

    final void serve(Selector selector) throws IOException {
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Reads once into the thread's buffer and hands out what is whole; keeps what is not. */
    final void read(ByteBuffer shared) throws IOException {
        shared.clear();
        shared.put(rest);
        if (channel.read(shared) < 0) {
            throw new EOFException("the server closed a connection");
        }
        byte[] bytes = shared.array();
        int end = shared.position();
        int at = 0;
        while (end - at >= 2) {
            int body = at + 1;
            int length = 0;
            int shift = 0;
            boolean whole = false;
            while (body < end && !whole) {
                byte octet = bytes[body++];
                length |= (octet & 0x7f) << shift;
                shift += 7;
                whole = octet >= 0;
            }
            if (!whole || end - body < length) {
                break;
            }
            packet(bytes[at] & 0xff, bytes, body, body + length);
            at = body + length;
        }
        rest = at == end ? NOTHING : Arrays.copyOfRange(bytes, at, end);
    }

    /** Writes what the socket takes now, and asks the selector for the rest. */
    final void flush() throws IOException {
        if (out.position() > 0) {
            out.flip();
            channel.write(out);
            out.compact();
        }
        SelectionKey mine = key;
        if (mine != null) {
            int wanted = out.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (mine.interestOps() != wanted) {
                mine.interestOps(wanted);
            }
        }
    }
}
