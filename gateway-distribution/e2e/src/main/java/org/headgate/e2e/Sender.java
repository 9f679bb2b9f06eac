package org.headgate.e2e;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A device with one persistent session at QoS 1 or 2: counts up, resends with DUP in order when it comes back, and knows
 * what was acknowledged (PUBACK; PUBREC at QoS 2). Two threads of its own; all methods may be called from any thread.
 */
final class Sender implements AutoCloseable {
    private static final int WINDOW = 60;

    final String name;
    private final int port;
    private final int qos;
    private final double perSecond;
    private final BitSet acknowledged = new BitSet();
    private final Map<Integer, Sent> pending = new LinkedHashMap<>();
    private final Set<Integer> released = new LinkedHashSet<>();
    private final Thread writer;
    private Histogram micros = new Histogram(600_000_000L, 3);
    private long next = 1;
    private int packetId;
    private long sessionsLost;
    private long connections;
    private boolean finishing;
    private boolean deaf;
    private boolean closed;
    private @Nullable Socket socket;

    /** @param payload kept, since a resend is the same message */
    private record Sent(long value, byte[] payload, long nanos, boolean again) {}

    /** @param perSecond messages; 0 for as many as the window lets through */
    Sender(int port, String name, int qos, double perSecond) {
        this.port = port;
        this.name = name;
        this.qos = qos;
        this.perSecond = perSecond;
        writer = new Thread(this::run, "sender-" + name);
        writer.setDaemon(true);
        writer.start();
    }

    static List<Sender> group(int port, String name, int count, int qos, double perSecond) {
        List<Sender> group = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            group.add(new Sender(port, name + i, qos, perSecond / count));
        }
        return group;
    }

    static long acknowledged(List<Sender> group) {
        return group.stream().mapToLong(Sender::acknowledged).sum();
    }

    /** The time from sending to PUBACK of all of a group since the last time, in microseconds. */
    static Histogram latencies(List<Sender> group) {
        Histogram all = new Histogram(600_000_000L, 3);
        group.forEach(sender -> all.add(sender.takeLatencies()));
        return all;
    }

    synchronized long acknowledged() {
        return acknowledged.cardinality();
    }

    synchronized BitSet acknowledgedValues() {
        return (BitSet) acknowledged.clone();
    }

    /** How many values were given to the network, once or more often. */
    synchronized long sent() {
        return next - 1;
    }

    /** How often a session that should have been kept was not. */
    synchronized long sessionsLost() {
        return sessionsLost;
    }

    synchronized long connections() {
        return connections;
    }

    synchronized Histogram takeLatencies() {
        Histogram taken = micros;
        micros = new Histogram(600_000_000L, 3);
        return taken;
    }

    /** From now on until the next connection answers are not heard: what is acknowledged there, nobody here knows. */
    synchronized void deafen() {
        deaf = true;
    }

    /** Whether it can send nothing more before it hears of what it sent. */
    synchronized boolean stuck() {
        return pending.size() + released.size() >= WINDOW;
    }

    /** How many messages nobody has acknowledged. */
    synchronized long pending() {
        return pending.size();
    }

    /** Sends nothing new; whether all that was sent is acknowledged in time. */
    boolean finish(Duration atMost) {
        synchronized (this) {
            finishing = true;
        }
        return Until.within(atMost, () -> {
            synchronized (this) {
                return pending.isEmpty() && released.isEmpty();
            }
        });
    }

    private void run() {
        while (!isClosed()) {
            try (Socket connected = new Socket(InetAddress.getLoopbackAddress(), port)) {
                connected.setTcpNoDelay(true);
                connected.setSoTimeout(20_000);
                serve(connected);
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private void serve(Socket connected) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(connected.getInputStream(), 1 << 14));
        OutputStream out = new BufferedOutputStream(connected.getOutputStream(), 1 << 14);
        out.write(Wire.connect(name, false, null, null));
        out.flush();
        Wire.Packet connack = Wire.read(in);
        if (connack.type() != Wire.CONNACK || connack.body()[1] != 0) {
            throw new IOException("refused");
        }
        connected.setSoTimeout(0);
        List<byte[]> again;
        synchronized (this) {
            if (connections++ > 0 && connack.body()[0] == 0) {
                sessionsLost++;
            }
            socket = connected;
            deaf = false;
            again = resends();
        }
        Thread reader = new Thread(() -> hear(connected, in, out), "sender-" + name + "-acks");
        reader.setDaemon(true);
        reader.start();
        synchronized (out) {
            for (byte[] packet : again) {
                out.write(packet);
            }
            out.flush();
        }
        long start = System.nanoTime();
        for (long mine = 0; !connected.isClosed(); mine++) {
            if (perSecond > 0) {
                awaitDue(connected, out, start + (long) (mine * 1e9 / perSecond));
            }
            byte[] packet = null;
            while (packet == null) {
                packet = nextPacket();
                if (packet == null) {
                    flush(out);
                    LockSupport.parkNanos(200_000);
                    if (connected.isClosed()) {
                        return;
                    }
                }
            }
            synchronized (out) {
                out.write(packet);
            }
        }
    }

    private static void awaitDue(Socket connected, OutputStream out, long due) throws IOException {
        if (System.nanoTime() < due) {
            flush(out);
            for (long left = due - System.nanoTime();
                    left > 0 && !connected.isClosed();
                    left = due - System.nanoTime()) {
                LockSupport.parkNanos(Math.min(left, 100_000_000));
            }
        }
    }

    private static void flush(OutputStream out) throws IOException {
        synchronized (out) {
            out.flush();
        }
    }

    private List<byte[]> resends() {
        List<byte[]> packets = new ArrayList<>();
        released.forEach(id -> packets.add(Wire.answer(Wire.PUBREL, id)));
        pending.replaceAll((id, sent) -> new Sent(sent.value(), sent.payload(), sent.nanos(), true));
        pending.forEach((id, sent) -> packets.add(Wire.publish(Reading.topic(name), 8 | qos << 1, id, sent.payload())));
        return packets;
    }

    private synchronized byte @Nullable [] nextPacket() {
        if (finishing || pending.size() + released.size() >= WINDOW) {
            return null;
        }
        do {
            packetId = packetId % 0xffff + 1;
        } while (pending.containsKey(packetId) || released.contains(packetId));
        long value = next++;
        byte[] payload = Reading.of(name, value);
        pending.put(packetId, new Sent(value, payload, System.nanoTime(), false));
        return Wire.publish(Reading.topic(name), qos << 1, packetId, payload);
    }

    private void hear(Socket connected, DataInputStream in, OutputStream out) {
        try {
            while (true) {
                Wire.Packet packet = Wire.read(in);
                byte[] answer = heard(packet);
                if (answer != null) {
                    synchronized (out) {
                        out.write(answer);
                        if (in.available() == 0) {
                            out.flush();
                        }
                    }
                }
            }
        } catch (IOException e) {
            try {
                connected.close();
            } catch (IOException ignored) {
                // it is gone either way
            }
        }
    }

    private synchronized byte @Nullable [] heard(Wire.Packet packet) {
        if (deaf) {
            return null;
        }
        int id = packet.id();
        switch (packet.type()) {
            case Wire.PUBACK, Wire.PUBREC -> {
                Sent sent = pending.remove(id);
                if (sent != null) {
                    acknowledged.set((int) sent.value());
                    if (!sent.again()) {
                        micros.recordValue(Math.min(600_000_000L, (System.nanoTime() - sent.nanos()) / 1000));
                    }
                }
                if (packet.type() == Wire.PUBREC) {
                    released.add(id);
                    return Wire.answer(Wire.PUBREL, id);
                }
            }
            case Wire.PUBCOMP -> released.remove(id);
            default -> throw new IllegalStateException("a device got a packet of type " + packet.type());
        }
        return null;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            if (socket != null) {
                socket.close();
            }
        }
        try {
            writer.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
