package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Stands between client and broker, and does to their bytes what networks do. */
final class FaultProxy implements AutoCloseable {
    private static final int PIECE = 16;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong downstream = new AtomicLong();
    final AtomicInteger accepted = new AtomicInteger();
    /** Bytes vanish, connections stay: a half-open connection, as after a router lost its table. */
    volatile boolean blackHole;
    /** What the client sends vanishes; it still hears the broker. */
    volatile boolean deaf;
    /** Connections are taken and closed at once, as by a port that is forwarded to nothing. */
    volatile boolean refusing;
    /** Pause between two pieces of 16 bytes towards the client; 0 for none. */
    volatile long pauseNanos;
    /** The connection is reset whenever this many bytes went to the client; 0 for never. */
    volatile long resetEvery;

    FaultProxy(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Resets all connections. */
    void drop() throws IOException {
        for (Socket socket : sockets) {
            reset(socket);
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                accepted.incrementAndGet();
                if (refusing) {
                    client.close();
                    continue;
                }
                connect(client);
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void connect(Socket client) throws IOException {
        Socket broker;
        try {
            broker = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.close();
            return;
        }
        sockets.add(client);
        sockets.add(broker);
        start(() -> copy(client, broker, false));
        start(() -> copy(broker, client, true));
    }

    private void copy(Socket from, Socket to, boolean down) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!blackHole && (down || !deaf)) {
                    pass(buffer, read, out, down);
                }
                if (down && resetEvery > 0 && downstream.addAndGet(read) >= resetEvery) {
                    downstream.set(0);
                    reset(to);
                }
            }
        } catch (IOException e) {
            // One side is gone, and so is the other now.
        }
    }

    private void pass(byte[] bytes, int length, OutputStream out, boolean down) throws IOException {
        if (!down || pauseNanos == 0) {
            out.write(bytes, 0, length);
            return;
        }
        for (int at = 0; at < length; at += PIECE) {
            out.write(bytes, at, Math.min(PIECE, length - at));
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
