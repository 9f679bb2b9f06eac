package org.headgate.coap.source.internal;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Passes one client's datagrams to a port and back, loses and doubles some, and can go on from another address. */
final class LossyPath implements AutoCloseable {
    final AtomicInteger lost = new AtomicInteger();
    private final DatagramSocket front;
    private final AtomicReference<DatagramSocket> back = new AtomicReference<>();
    private final AtomicReference<@Nullable SocketAddress> client = new AtomicReference<>();
    private final InetSocketAddress server;
    private final Random random;
    private final double loss;

    /** @param loss the part of datagrams that is lost each way; half as many arrive twice */
    LossyPath(int port, double loss, long seed) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.loss = loss;
        this.random = new Random(seed);
        this.front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        move();
        start(() -> pass(front, packet -> {
            client.set(packet.getSocketAddress());
            return new Way(back.get(), server);
        }));
    }

    private record Way(DatagramSocket from, SocketAddress to) {}

    private interface Route {
        @Nullable
        Way of(DatagramPacket packet);
    }

    int port() {
        return front.getLocalPort();
    }

    /** From now on the server sees another port, as after a translator of addresses has forgotten. */
    void move() throws IOException {
        DatagramSocket next = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket old = back.getAndSet(next);
        if (old != null) {
            old.close();
        }
        start(() -> pass(next, packet -> {
            SocketAddress to = client.get();
            // A closed socket may still give what came in the same moment.
            return to == null || back.get() != next ? null : new Way(front, to);
        }));
    }

    private void pass(DatagramSocket in, Route route) {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        while (!in.isClosed()) {
            try {
                packet.setLength(4096);
                in.receive(packet);
                Way way = route.of(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                int times = times();
                for (int i = 0; way != null && i < times; i++) {
                    way.from().send(new DatagramPacket(bytes, bytes.length, way.to()));
                }
            } catch (IOException e) {
                // closed, or moved while it was sent: lost
                lost.incrementAndGet();
            }
        }
    }

    private int times() {
        double drawn;
        synchronized (random) {
            drawn = random.nextDouble();
        }
        if (drawn < loss) {
            lost.incrementAndGet();
            return 0;
        }
        return drawn < loss * 1.5 ? 2 : 1;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "lossy-path");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        front.close();
        back.get().close();
    }
}
