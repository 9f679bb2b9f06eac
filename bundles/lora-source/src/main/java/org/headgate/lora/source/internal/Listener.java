package org.headgate.lora.source.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP port and the one thread that reads it, does what is due, and sends. */
final class Listener implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int LARGEST_DATAGRAM = 65_536;
    private static final int MOST_AT_ONCE = 64;
    private static final long STOP_MILLIS = 2000;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final DatagramChannel channel;
    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
    private final Counts counts;
    private final int port;
    private volatile boolean stopped;
    private @Nullable Thread thread;

    /** Binds; {@link #start} begins to read. */
    Listener(InetSocketAddress address, Counts counts) throws IOException {
        this.counts = counts;
        this.channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.bind(address);
            channel.configureBlocking(false);
            this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            this.selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    void start(Entrance entrance) {
        Thread loop = new Thread(() -> run(entrance), "lora-source");
        loop.setDaemon(true);
        thread = loop;
        loop.start();
    }

    /** Runs it on the loop; wakes the loop once, however much it is given. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (awake.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Only on the loop. What does not fit the socket's buffer is lost, as on any hop. */
    void send(InetSocketAddress to, byte[] bytes) {
        try {
            if (channel.send(ByteBuffer.wrap(bytes), to) == 0) {
                counts.unsent.increment();
            }
        } catch (IOException | RuntimeException e) {
            counts.unsent.increment();
            LOG.debug("nothing can be sent to {}: {}", to, e.toString());
        }
    }

    private void run(Entrance entrance) {
        try {
            while (!stopped) {
                long wait = attempt(() -> entrance.tick(System.nanoTime()));
                if (wait < 0) {
                    selector.select(Listener::ready);
                } else {
                    selector.select(Listener::ready, Math.max(1, wait / NANOS_A_MILLI));
                }
                awake.set(false);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    attempt(task);
                }
                read(entrance);
            }
        } catch (IOException | ClosedSelectorException e) {
            if (!stopped) {
                LOG.error("the listener of packet forwarders ended", e);
            }
        }
    }

    /** Calls {@code ready} on the loop whenever the channel can do one of these. Only on the loop. */
    void register(SelectableChannel other, int operations, Runnable ready) throws IOException {
        other.configureBlocking(false);
        other.register(selector, operations, ready);
    }

    private static void ready(SelectionKey key) {
        if (key.attachment() instanceof Runnable action) {
            attempt(action);
        }
    }

    private void read(Entrance entrance) throws IOException {
        for (int i = 0; i < MOST_AT_ONCE && !stopped; i++) {
            in.clear();
            InetSocketAddress peer = receive();
            if (peer == null) {
                return;
            }
            in.flip();
            attempt(() -> entrance.take(peer, in, System.nanoTime()));
        }
        awake.set(true);
        selector.wakeup();
    }

    /** An ICMP error of a forwarder that is gone is no reason to end. */
    private @Nullable InetSocketAddress receive() throws IOException {
        try {
            return (InetSocketAddress) channel.receive(in);
        } catch (java.net.PortUnreachableException e) {
            return null;
        }
    }

    private interface Due {
        long nanos();
    }

    private static long attempt(Due due) {
        try {
            return due.nanos();
        } catch (RuntimeException e) {
            LOG.warn("what was due could not be done", e);
            return NANOS_A_MILLI;
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("a datagram could not be handled", e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        Thread running = thread;
        try {
            if (running != null) {
                running.join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            LOG.debug("the socket is not closed: {}", e.toString());
        }
    }
}
