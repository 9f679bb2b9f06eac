package org.headgate.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Reads the feed, acknowledges, gives permits back, and notes latency of what was sent while it measures. */
final class Subscriber implements Runnable {
    final AtomicLong received = new AtomicLong();
    final AtomicLong doubles = new AtomicLong();
    final Histogram micros = new Histogram(60_000_000, 3);
    volatile long measureFrom = Long.MAX_VALUE;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final @Nullable Semaphore window;
    private final BitSet seen = new BitSet();
    private final long first;

    Subscriber(
            Socket socket,
            String filter,
            int qos,
            @Nullable String user,
            @Nullable String password,
            @Nullable Semaphore window,
            long first)
            throws IOException {
        this.socket = socket;
        this.window = window;
        this.first = first;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = socket.getOutputStream();
        out.write(Wire.connect("bench-buyer", true, user, password));
        expect(0x20, "CONNACK");
        out.write(Wire.subscribe(filter, qos));
        expect(0x90, "SUBACK");
    }

    private void expect(int head, String name) throws IOException {
        int got = in.readUnsignedByte();
        byte[] body = in.readNBytes(Wire.remainingLength(in));
        if (got != head || (body[body.length - 1] & 0xff) >= 0x80 || head == 0x20 && body[1] != 0) {
            throw new IOException("no " + name + ", or refused: " + Integer.toHexString(got) + " "
                    + java.util.HexFormat.of().formatHex(body));
        }
    }

    @Override
    public void run() {
        byte[] buffer = new byte[1 << 16];
        byte[] acks = new byte[4 * 1024];
        int pending = 0;
        try {
            while (true) {
                int head = in.readUnsignedByte();
                int length = Wire.remainingLength(in);
                if (length > buffer.length) {
                    buffer = new byte[length];
                }
                in.readFully(buffer, 0, length);
                if ((head & 0xf0) == 0x30) {
                    int topic = (buffer[0] & 0xff) << 8 | buffer[1] & 0xff;
                    if ((head & 6) != 0) {
                        acks[pending++] = 0x40;
                        acks[pending++] = 2;
                        acks[pending++] = buffer[2 + topic];
                        acks[pending++] = buffer[3 + topic];
                    }
                    note(buffer, length);
                }
                if (pending > 0 && (pending == acks.length || in.available() == 0)) {
                    out.write(acks, 0, pending);
                    pending = 0;
                }
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                System.err.println("the subscriber's connection ended: " + e);
            }
        }
    }

    private void note(byte[] packet, int length) {
        long seq = Reading.seq(packet, length);
        if (seq < first) {
            return;
        }
        if (seen.get((int) (seq - first))) {
            doubles.incrementAndGet();
            return;
        }
        seen.set((int) (seq - first));
        received.incrementAndGet();
        long sent = Reading.micros(packet, length);
        if (sent >= measureFrom) {
            micros.recordValue(Math.min(60_000_000, Math.max(0, LoadGenerator.nowMicros() - sent)));
        }
        if (window != null) {
            window.release();
        }
    }
}
