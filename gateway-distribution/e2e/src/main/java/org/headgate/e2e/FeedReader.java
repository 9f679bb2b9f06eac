package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A buyer with a persistent session who reads a feed at QoS 1 in the manner that he was given; comes back by himself. One thread of its own. */
final class FeedReader implements AutoCloseable {
    /** How somebody reads. */
    enum Manner {
        GOOD,
        NEVER_ACKNOWLEDGES,
        BYTE_A_SECOND
    }

    private final int port;
    private final JsonNode pass;
    private final Manner manner;
    private final Thread thread;
    private final Map<String, BitSet> values = new HashMap<>();
    private final Map<String, Long> latest = new HashMap<>();
    private Histogram micros = new Histogram(600_000_000L, 3);
    private long received;
    private long doubles;
    private long disordered;
    private long connections;
    private boolean closed;
    private @Nullable Socket socket;

    /** @param pass as {@code pass grant --json} prints it */
    FeedReader(int port, JsonNode pass, Manner manner) {
        this.port = port;
        this.pass = pass;
        this.manner = manner;
        thread = new Thread(this::run, "buyer-" + pass.get("buyer").asText());
        thread.setDaemon(true);
        thread.start();
        Until.holds("the buyer is let in", Duration.ofSeconds(60), () -> connections() > 0);
    }

    /** Different readings. */
    synchronized long received() {
        return received;
    }

    synchronized long received(String device) {
        BitSet set = values.get(device);
        return set == null ? 0 : set.cardinality();
    }

    boolean has(String device, BitSet all) {
        return missing(device, all).isEmpty();
    }

    synchronized BitSet missing(String device, BitSet all) {
        BitSet missing = (BitSet) all.clone();
        missing.andNot(values.getOrDefault(device, new BitSet()));
        return missing;
    }

    synchronized long doubles() {
        return doubles;
    }

    /** How often a reading that came for the first time was older than one of the same device before it. */
    synchronized long disordered() {
        return disordered;
    }

    synchronized long connections() {
        return connections;
    }

    /** From the sender's clock to here, of what came for the first time since the last call, in microseconds. */
    synchronized Histogram takeLatencies() {
        Histogram taken = micros;
        micros = new Histogram(600_000_000L, 3);
        return taken;
    }

    private void run() {
        while (!isClosed()) {
            try (Socket connected = new Socket()) {
                if (manner != Manner.GOOD) {
                    connected.setReceiveBufferSize(4096);
                }
                connected.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                read(connected);
            } catch (IOException e) {
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private void read(Socket connected) throws IOException {
        synchronized (this) {
            socket = connected;
        }
        OutputStream out = connected.getOutputStream();
        DataInputStream in = new DataInputStream(new BufferedInputStream(connected.getInputStream(), 1 << 16));
        out.write(Wire.connect(
                "reader-" + pass.get("buyer").asText(),
                false,
                pass.get("id").asText(),
                pass.get("token").asText()));
        if (Wire.read(in).body()[1] != 0) {
            throw new IOException("refused");
        }
        out.write(Wire.subscribe(1, 1, "feeds/" + pass.get("feed").asText() + "/records"));
        byte[] acks = new byte[4096];
        int pending = 0;
        for (boolean granted = false; ; ) {
            Wire.Packet packet = Wire.read(in);
            if (packet.type() == Wire.SUBACK && !granted) {
                granted = true;
                synchronized (this) {
                    connections++;
                }
                if (manner == Manner.BYTE_A_SECOND) {
                    trickle(connected.getInputStream());
                }
            }
            if (packet.type() == Wire.PUBLISH) {
                int topic = packet.id();
                note(Reading.in(packet.body(), 4 + topic));
                if (manner == Manner.GOOD) {
                    acks[pending++] = 0x40;
                    acks[pending++] = 2;
                    acks[pending++] = packet.body()[2 + topic];
                    acks[pending++] = packet.body()[3 + topic];
                }
            }
            if (pending > 0 && (pending == acks.length || in.available() == 0)) {
                out.write(acks, 0, pending);
                pending = 0;
            }
        }
    }

    private static void trickle(InputStream in) throws IOException {
        while (in.read() >= 0) {
            LockSupport.parkNanos(1_000_000_000);
        }
        throw new IOException("closed");
    }

    private synchronized void note(Reading reading) {
        BitSet seen = values.computeIfAbsent(reading.device(), device -> new BitSet());
        if (seen.get((int) reading.count())) {
            doubles++;
            return;
        }
        seen.set((int) reading.count());
        received++;
        if (latest.merge(reading.device(), reading.count(), Math::max) > reading.count()) {
            disordered++;
        }
        micros.recordValue(Math.max(0, Math.min(600_000_000L, (long) ((Reading.now() - reading.seconds()) * 1e6))));
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
        LockSupport.unpark(thread);
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
