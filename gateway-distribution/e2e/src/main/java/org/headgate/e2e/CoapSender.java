package org.headgate.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** A CoAP device by hand: confirmable POSTs whose very datagram is sent again, over a restart of the gateway too. For one thread. */
final class CoapSender implements AutoCloseable {
    static final int CHANGED = 2 << 5 | 4;
    static final int UNAVAILABLE = 5 << 5 | 3;
    private final String name;
    private final DatagramSocket socket;
    private int messageId = ThreadLocalRandom.current().nextInt(0x10000);
    private byte[] latest = new byte[0];

    CoapSender(int port, String name) throws IOException {
        this.name = name;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.connect(InetAddress.getLoopbackAddress(), port);
    }

    /** Sends a new message, and waits for nothing. */
    void post(long count) throws IOException {
        messageId = messageId + 1 & 0xffff;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x44, 2, (byte) (messageId >> 8), (byte) messageId});
        out.writeBytes(new byte[] {(byte) (count >> 24), (byte) (count >> 16), (byte) (count >> 8), (byte) count});
        option(out, 11, "senml".getBytes(StandardCharsets.US_ASCII));
        option(out, 0, name.getBytes(StandardCharsets.US_ASCII));
        option(out, 1, new byte[] {110});
        out.write(0xff);
        out.writeBytes(Reading.of(name, count));
        latest = out.toByteArray();
        repeat();
    }

    /** The same datagram from the same port once more. */
    void repeat() throws IOException {
        try {
            socket.send(new DatagramPacket(latest, latest.length));
        } catch (java.net.PortUnreachableException e) {
            // nobody listens just now
        }
    }

    /** The code of the answer to the latest message, 0 if none came. */
    int answer(Duration atMost) throws IOException {
        long until = System.nanoTime() + atMost.toNanos();
        byte[] buffer = new byte[2048];
        for (long left = atMost.toMillis(); left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            socket.setSoTimeout((int) left);
            DatagramPacket got = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(got);
            } catch (SocketTimeoutException e) {
                return 0;
            } catch (java.net.PortUnreachableException e) {
                Until.passed(Duration.ofMillis(10));
                continue;
            }
            boolean mine = got.getLength() >= 8;
            for (int i = 4; i < 8 && mine; i++) {
                mine = buffer[i] == latest[i];
            }
            if (!mine || buffer[1] == 0) {
                continue;
            }
            if ((buffer[0] & 0x30) == 0) {
                byte[] ack = {0x60, 0, buffer[2], buffer[3]};
                socket.send(new DatagramPacket(ack, ack.length));
            }
            return buffer[1] & 0xff;
        }
        return 0;
    }

    /** Sends a new message, again every half second; the code of its answer. */
    int ask(long count, Duration atMost) throws IOException {
        post(count);
        for (long half = 0; half < atMost.toMillis() / 500; half++) {
            int code = answer(Duration.ofMillis(500));
            if (code != 0) {
                return code;
            }
            repeat();
        }
        return 0;
    }

    private static void option(ByteArrayOutputStream out, int delta, byte[] value) {
        if (value.length < 13) {
            out.write(delta << 4 | value.length);
        } else {
            out.write(delta << 4 | 13);
            out.write(value.length - 13);
        }
        out.writeBytes(value);
    }

    @Override
    public void close() {
        socket.close();
    }
}
