package org.headgate.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.headgate.fuzz.Mutator;

/** Speaks to a port as nobody should: valid traffic with mistakes, again and again, over connections of its own. */
final class Stranger implements Runnable {
    static final int READ_MILLIS = 5;
    static final long PAUSE_NANOS = 500_000;

    private final Conversation conversation;
    private volatile boolean over;
    final AtomicLong said = new AtomicLong();

    interface Conversation extends Closeable {
        void once() throws IOException;

        @Override
        default void close() throws IOException {}
    }

    private Stranger(Conversation conversation) {
        this.conversation = conversation;
    }

    /** @param connect sent as it is before each mutated stream, or empty, so that CONNECT is mutated too */
    static Stranger mqtt(int port, long seed, byte[] connect) {
        Random random = new Random(seed);
        Mutator mutator = new Mutator(seed, streams(connect.length > 0));
        return new Stranger(() -> {
            byte[] bytes = mutator.next();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(READ_MILLIS);
                socket.getOutputStream().write(connect);
                int half = random.nextInt(bytes.length + 1);
                socket.getOutputStream().write(bytes, 0, half);
                listen(socket.getInputStream());
                socket.getOutputStream().write(bytes, half, bytes.length - half);
                listen(socket.getInputStream());
            }
        });
    }

    static Stranger webSocket(int port, long seed) {
        return new Stranger(new WebSocketStranger(port, seed, streams(false)));
    }

    static Stranger dtls(int port, long seed) {
        return new Stranger(new DtlsStranger(port, seed));
    }

    static Stranger coap(int port, long seed) {
        Mutator mutator = new Mutator(
                seed,
                hex(
                        "44020001a1b2c3d4b56669656c640137116eff5b7b226e223a2261222c2276223a317d5d",
                        "4003000ab16111322132ff00",
                        "4001000bbb2e77656c6c2d6b6e6f776e04636f7265",
                        "48020001a1a2a3a4a5a6a7a8b161c13cd1060aff3231"));
        return new Stranger(() -> {
            byte[] bytes = mutator.next();
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(
                        bytes, Math.min(bytes.length, 1400), InetAddress.getLoopbackAddress(), port));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        });
    }

    /** Until the other side has nothing to say for a moment, or closes. */
    static void listen(InputStream in) throws IOException {
        byte[] buffer = new byte[4096];
        try {
            while (in.read(buffer) >= 0) {
                Thread.onSpinWait();
            }
        } catch (SocketTimeoutException e) {
            // It says no more.
        }
    }

    @Override
    public void run() {
        try (conversation) {
            while (!over) {
                try {
                    conversation.once();
                } catch (SocketException e) {
                    // Closed by the gateway, as it should.
                }
                said.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void end() {
        over = true;
    }

    /** What a client says in a session: subscribe, publish at each QoS, ping, acknowledge, leave; before it CONNECT unless it was said. */
    private static List<byte[]> streams(boolean connected) {
        String connect5 = connected ? "" : "101e00044d51545405c6003c00000001610003612f62000178" + "0001750001700000";
        String connect4 = connected ? "" : "101000044d5154540402003c000461626364";
        return hex(
                connect5 + "82090001000003" + "612f2b00" + "c000",
                connect5 + "8209000100000374" + "2f2301" + "3208" + "0003742f61" + "00070031" + "c000",
                connect5 + "3409" + "0003742f61" + "0009" + "00" + "31" + "62020009" + "c000" + "e000",
                connect4 + "8208000100" + "03742f23" + "01" + "3207" + "0003742f61" + "000731" + "c000" + "a2070002"
                        + "0003742f23",
                connect4 + "3006" + "0003742f61" + "31" + "3306" + "000161" + "0008" + "31" + "40020008" + "50020009"
                        + "70020009",
                connect5 + "3a1b" + "0003742f61" + "0007" + "0e" + "0300" + "0474657874" + "260001" + "6b0001" + "76"
                        + "32312e35");
    }

    private static List<byte[]> hex(String... texts) {
        return Stream.of(texts)
                .map(text -> text.length() % 2 == 0 ? text : text + "0")
                .map(HexFormat.of()::parseHex)
                .toList();
    }
}
