package org.headgate.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One publishing connection: writes on one thread, reads acknowledgements on another. */
final class Publisher implements Runnable {
    final AtomicLong acknowledged = new AtomicLong();
    volatile boolean stop;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Semaphore inFlight;
    private final byte[][] topics;
    private final @Nullable Semaphore window;
    private final AtomicLong numbers;
    private final double perSecond;
    private final int qos;

    Publisher(
            Socket socket,
            int index,
            LoadGenerator load,
            @Nullable Semaphore window,
            AtomicLong numbers,
            double perSecond)
            throws IOException {
        this.socket = socket;
        this.window = window;
        this.numbers = numbers;
        this.perSecond = perSecond;
        this.qos = load.qos;
        this.inFlight = new Semaphore(load.inFlight);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 15));
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 15);
        int mine = Math.max(1, load.devices / load.connections);
        this.topics = new byte[mine][];
        for (int i = 0; i < mine; i++) {
            topics[i] = String.format(load.topic, index * mine + i).getBytes(StandardCharsets.UTF_8);
        }
        out.write(Wire.connect("bench-device-" + index, true, load.user, load.password()));
        out.flush();
        if (in.readUnsignedByte() != 0x20 || in.readNBytes(Wire.remainingLength(in))[1] != 0) {
            throw new IOException("the broker refused the publisher");
        }
        Thread reader = new Thread(this::readAcknowledgements, "acks-" + index);
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void run() {
        int packetId = 0;
        int device = 0;
        long start = System.nanoTime();
        long sent = 0;
        try {
            while (!stop) {
                if (perSecond > 0) {
                    long due = start + (long) (sent * 1e9 / perSecond);
                    if (System.nanoTime() < due) {
                        out.flush();
                        while (System.nanoTime() < due) {
                            LockSupport.parkNanos(due - System.nanoTime());
                        }
                    }
                    publish(
                            ++packetId & 0xffff,
                            topics[device],
                            LoadGenerator.nowMicros() - (System.nanoTime() - due) / 1000);
                } else {
                    if (!window().tryAcquire()) {
                        out.flush();
                        if (!window().tryAcquire(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                            continue;
                        }
                    }
                    publish(++packetId & 0xffff, topics[device], LoadGenerator.nowMicros());
                }
                sent++;
                device = device + 1 == topics.length ? 0 : device + 1;
                if (packetId >= 0xfffe) {
                    packetId = 0;
                }
            }
            out.flush();
        } catch (IOException e) {
            if (!socket.isClosed()) {
                System.err.println("a publisher's connection ended: " + e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Semaphore window() {
        return java.util.Objects.requireNonNull(window);
    }

    private void publish(int packetId, byte[] topic, long micros) throws IOException, InterruptedException {
        if (qos > 0 && !inFlight.tryAcquire()) {
            out.flush();
            inFlight.acquire();
        }
        out.write(Wire.publish(topic, qos, packetId, Reading.of(numbers.getAndIncrement(), micros)));
    }

    private void readAcknowledgements() {
        try {
            while (true) {
                int head = in.readUnsignedByte();
                in.skipNBytes(Wire.remainingLength(in));
                if (head == 0x40) {
                    acknowledged.incrementAndGet();
                    inFlight.release();
                }
            }
        } catch (IOException e) {
            stop = true;
            inFlight.release(1 << 20);
        }
    }
}
