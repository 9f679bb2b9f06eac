package org.headgate.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Very many connections on one thread. Each says what it is told to; what comes back is counted by type of packet. */
final class Swarm implements AutoCloseable {
    private final InetSocketAddress address;
    private final boolean again;
    private final Greeting greeting;
    private final ArrayDeque<Peer> waiting = new ArrayDeque<>();
    private final Selector selector = Selector.open();
    private final List<Peer> peers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Peer> toWrite = new ConcurrentLinkedQueue<>();
    private final AtomicIntegerArray packets = new AtomicIntegerArray(16);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger present = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    /** What a connection sends first: CONNECT, and whatever it pleases. @param attempt from 0 */
    interface Greeting {
        byte[] of(int index, int attempt);
    }

    /** Opens all of them at once; who is thrown out stays out. */
    Swarm(int port, int count, IntFunction<byte[]> greeting) throws IOException {
        this(port, count, false, (index, attempt) -> greeting.apply(index));
    }

    /** @param again whether who is thrown out before it got a PUBACK comes again a second later */
    Swarm(int port, int count, boolean again, Greeting greeting) throws IOException {
        this.again = again;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.greeting = greeting;
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(i));
        }
        thread = new Thread(this::run, "swarm");
        thread.setDaemon(true);
        thread.start();
    }

    /** How many packets of a type came, over all connections. */
    int got(int type) {
        return packets.get(type);
    }

    /** How many CONNACKs said that a session is present. */
    int sessionsPresent() {
        return present.get();
    }

    int opened() {
        return opened.get();
    }

    /** How many connections the other side has ended, or refused. */
    int ended() {
        return ended.get();
    }

    void send(int peer, byte[] bytes) {
        Peer one = peers.get(peer);
        one.out.add(ByteBuffer.wrap(bytes));
        toWrite.add(one);
        selector.wakeup();
    }

    private void run() {
        try {
            for (Peer peer : peers) {
                peer.open();
                select(0);
            }
            while (!closed) {
                select(100);
                for (Peer next = waiting.peek(); next != null && System.nanoTime() - next.endedAt > 1_000_000_000; ) {
                    waiting.remove().open();
                    next = waiting.peek();
                }
            }
            for (Peer peer : peers) {
                peer.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void select(long millis) throws IOException {
        if (millis == 0) {
            selector.selectNow();
        } else {
            selector.select(millis);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            ((Peer) key.attachment()).ready(key);
        }
        selector.selectedKeys().clear();
        for (Peer peer = toWrite.poll(); peer != null; peer = toWrite.poll()) {
            peer.write();
        }
    }

    /** One connection; touched by the swarm's thread alone, but for what is to be written. */
    private final class Peer {
        private final int index;
        private final ConcurrentLinkedQueue<ByteBuffer> out = new ConcurrentLinkedQueue<>();
        private @Nullable SocketChannel channel;
        private @Nullable SelectionKey key;
        private int head = -1;
        private int shift;
        private int length;
        private boolean inBody;
        private int at;
        private int attempt;
        private long endedAt;
        private boolean acknowledged;

        Peer(int index) {
            this.index = index;
        }

        void open() throws IOException {
            SocketChannel opening = SocketChannel.open();
            channel = opening;
            opening.configureBlocking(false);
            opening.setOption(StandardSocketOptions.TCP_NODELAY, true);
            head = -1;
            out.clear();
            out.add(ByteBuffer.wrap(greeting.of(index, attempt++)));
            boolean now = opening.connect(address);
            key = opening.register(selector, now ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            if (now) {
                opened.incrementAndGet();
                write();
            }
        }

        void ready(SelectionKey selected) {
            SocketChannel open = channel;
            if (open == null) {
                return;
            }
            try {
                if (selected.isConnectable()) {
                    open.finishConnect();
                    opened.incrementAndGet();
                    selected.interestOps(SelectionKey.OP_READ);
                    write();
                } else if (selected.isReadable()) {
                    read(open);
                } else if (selected.isWritable()) {
                    write();
                }
            } catch (IOException e) {
                end();
            }
        }

        void write() {
            SocketChannel open = channel;
            SelectionKey selected = key;
            if (open == null || selected == null || !open.isConnected()) {
                return;
            }
            try {
                for (ByteBuffer next = out.peek(); next != null; next = out.peek()) {
                    open.write(next);
                    if (next.hasRemaining()) {
                        selected.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                        return;
                    }
                    out.poll();
                }
                selected.interestOps(SelectionKey.OP_READ);
            } catch (IOException e) {
                end();
            }
        }

        private void read(SocketChannel open) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            int count = open.read(buffer);
            if (count < 0) {
                end();
                return;
            }
            for (int i = 0; i < count; i++) {
                octet(buffer.get(i) & 0xff);
            }
        }

        private void octet(int octet) {
            if (head < 0) {
                head = octet;
                shift = 0;
                length = 0;
                inBody = false;
            } else if (!inBody) {
                length |= (octet & 0x7f) << shift;
                shift += 7;
                inBody = octet < 128;
                at = 0;
                if (inBody && length == 0) {
                    done();
                }
            } else {
                if (at == 0 && head >> 4 == Wire.CONNACK && octet == 1) {
                    present.incrementAndGet();
                }
                if (++at == length) {
                    done();
                }
            }
        }

        private void done() {
            packets.incrementAndGet(head >> 4);
            acknowledged |= head >> 4 == Wire.PUBACK;
            head = -1;
        }

        private void end() {
            if (channel != null) {
                ended.incrementAndGet();
                close();
                if (again && !acknowledged) {
                    endedAt = System.nanoTime();
                    waiting.add(this);
                }
            }
        }

        void close() {
            SocketChannel open = channel;
            channel = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    // it is gone either way
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
