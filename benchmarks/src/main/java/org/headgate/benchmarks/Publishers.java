package org.headgate.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** All publishing connections on one thread: closed loop (the run's window) or open loop at a rate, with the times when it was meant to send. */
final class Publishers implements Runnable {
    private static final int BATCH = 256;
    private static final int CONNECTS_UNDER_WAY = 100;
    private static final long MILLI_NANOS = 1_000_000;

    final Selector selector = Selector.open();

    private final Run run;
    private final double rate;
    private final int qos;
    private final byte[][] packets;
    private final int[] packetIdAt;
    private final int payloadLength;
    private final List<Publisher> publishers = new ArrayList<>();
    private final ByteBuffer shared = ByteBuffer.allocate(1 << 18);
    private long seq;
    private int device;
    private int next;

    Publishers(LoadGenerator load, Run run) throws IOException {
        this.run = run;
        this.rate = load.rate;
        this.qos = load.qos;
        Wire wire = new Wire(load.version());
        packets = new byte[load.devices][];
        packetIdAt = new int[load.devices];
        byte[] payload = Reading.template();
        payloadLength = payload.length;
        for (int i = 0; i < load.devices; i++) {
            byte[] topic = String.format(load.topic, i).getBytes(StandardCharsets.UTF_8);
            packets[i] = wire.publish(topic, qos, payload);
            packetIdAt[i] = wire.packetIdAt(packets[i], topic, qos, payload);
        }
        connect(load, wire);
    }

    private void connect(LoadGenerator load, Wire wire) throws IOException {
        int outBytes = load.connections > 64 ? 1024 : 1 << 17;
        List<Publisher> opening = new ArrayList<>();
        for (int i = 0; i < load.connections; i++) {
            Publisher publisher = new Publisher(load.port, outBytes, load.inFlight);
            publisher.channel.write(ByteBuffer.wrap(
                    wire.connect("bench-device-" + run.first + "-" + i, load.user, load.password(load.passwordFile))));
            opening.add(publisher);
            if (opening.size() == CONNECTS_UNDER_WAY || i == load.connections - 1) {
                for (Publisher opened : opening) {
                    opened.allow(wire.connected(opened.channel.socket().getInputStream())
                            .receiveMaximum());
                    opened.serve(selector);
                }
                publishers.addAll(opening);
                opening.clear();
            }
        }
    }

    void close() throws IOException {
        for (Publisher publisher : publishers) {
            publisher.channel.close();
        }
        selector.close();
    }

    @Override
    public void run() {
        try {
            if (rate > 0) {
                openLoop();
            } else {
                closedLoop();
            }
            while (!run.stop) {
                selector.select(10);
                handle();
            }
        } catch (IOException e) {
            if (!run.stop) {
                run.failure.compareAndSet(null, e);
            }
        }
    }

    private void closedLoop() throws IOException {
        while (!run.stopSending) {
            int count = 0;
            while (count < BATCH && !run.windowFull() && send(run.nowMicros())) {
                count++;
            }
            flush();
            if (count > 0) {
                selector.selectNow();
            } else {
                run.publisherWaits = true;
                if (run.windowFull() || none()) {
                    selector.select(10);
                }
                run.publisherWaits = false;
            }
            handle();
        }
    }

    private void openLoop() throws IOException {
        long start = System.nanoTime();
        while (!run.stopSending) {
            long now = System.nanoTime();
            long due = (long) ((now - start) * rate / 1e9);
            boolean sending = true;
            while (seq < due && sending) {
                long meant = run.micros(start + (long) ((seq + 1) * 1e9 / rate));
                sending = send(meant);
                if (sending && run.measured(meant)) {
                    Run.record(run.lateMicros, run.nowMicros() - meant);
                }
            }
            flush();
            selector.selectNow();
            handle();
            rest(start + (long) ((seq + 1) * 1e9 / rate) - System.nanoTime(), sending);
        }
    }

    /** Until the next message is due; the selector knows whole milliseconds only, and wakes for acknowledgements. */
    private void rest(long nanos, boolean sending) throws IOException {
        if (nanos >= MILLI_NANOS || !sending) {
            selector.select(sending ? Math.min(10, nanos / MILLI_NANOS) : 1);
            handle();
        } else if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    private boolean none() {
        return free() == null;
    }

    private @Nullable Publisher free() {
        for (int i = 0; i < publishers.size(); i++) {
            Publisher publisher = publishers.get(next);
            if (publisher.mayPublish(qos)) {
                return publisher;
            }
            next = next + 1 == publishers.size() ? 0 : next + 1;
        }
        return null;
    }

    /** Puts one reading of the next device on the next connection that may send; false if none may. */
    private boolean send(long micros) {
        Publisher publisher = free();
        if (publisher == null) {
            return false;
        }
        next = next + 1 == publishers.size() ? 0 : next + 1;
        byte[] packet = packets[device];
        int packetId = qos > 0 ? publisher.take((int) seq, micros) : 0;
        byte[] bytes = publisher.out.array();
        int at = publisher.out.position();
        System.arraycopy(packet, 0, bytes, at, packet.length);
        if (qos > 0) {
            bytes[at + packetIdAt[device]] = (byte) (packetId >> 8);
            bytes[at + packetIdAt[device] + 1] = (byte) packetId;
        } else {
            acknowledge((int) seq);
        }
        Reading.fill(bytes, at + packet.length - payloadLength, run.first + seq, micros);
        publisher.out.position(at + packet.length);
        publisher.mark();
        seq++;
        run.sent = seq;
        device = device + 1 == packets.length ? 0 : device + 1;
        return true;
    }

    private void acknowledge(int number) {
        run.acknowledged.set(number);
        run.acknowledgedCount = run.acknowledgedCount + 1;
    }

    private final List<Publisher> dirty = new ArrayList<>();

    private void flush() throws IOException {
        for (Publisher publisher : dirty) {
            publisher.marked = false;
            publisher.flush();
        }
        dirty.clear();
    }

    private void handle() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            Publisher publisher = (Publisher) key.attachment();
            if (key.isReadable()) {
                publisher.read(shared);
            }
            if (key.isWritable()) {
                publisher.flush();
            }
        }
        selector.selectedKeys().clear();
    }

    private final class Publisher extends Link {
        private static final int FREE = -1;

        private final int[] number;
        private final long[] micros;
        private final int[] freeIds;
        private int freeCount;
        private boolean marked;

        Publisher(int port, int outBytes, int inFlight) throws IOException {
            super(port, outBytes);
            number = new int[inFlight + 1];
            Arrays.fill(number, FREE);
            micros = new long[inFlight + 1];
            freeIds = new int[inFlight];
        }

        void allow(int receiveMaximum) {
            freeCount = Math.min(freeIds.length, receiveMaximum);
            for (int i = 0; i < freeCount; i++) {
                freeIds[i] = freeCount - i;
            }
        }

        boolean mayPublish(int atQos) {
            return (atQos == 0 || freeCount > 0) && out.remaining() >= packets[device].length;
        }

        int take(int seqNumber, long sentMicros) {
            int packetId = freeIds[--freeCount];
            number[packetId] = seqNumber;
            micros[packetId] = sentMicros;
            return packetId;
        }

        void mark() {
            if (!marked) {
                marked = true;
                dirty.add(this);
            }
        }

        @Override
        void packet(int head, byte[] bytes, int from, int to) throws IOException {
            if (head != Wire.PUBACK) {
                throw new IOException("a publisher got 0x" + Integer.toHexString(head));
            }
            int packetId = (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
            if (to - from > 2 && (bytes[from + 2] & 0xff) >= 0x80) {
                throw new IOException("a message was refused: code " + (bytes[from + 2] & 0xff));
            }
            if (packetId >= number.length || number[packetId] == FREE) {
                throw new IOException("an acknowledgement of what was not under way: " + packetId);
            }
            acknowledge(number[packetId]);
            if (run.measured(micros[packetId])) {
                Run.record(run.acknowledgedMicros, run.nowMicros() - micros[packetId]);
            }
            number[packetId] = FREE;
            freeIds[freeCount++] = packetId;
        }
    }
}
