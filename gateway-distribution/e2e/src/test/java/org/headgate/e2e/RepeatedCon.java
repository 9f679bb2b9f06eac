package org.headgate.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A CoAP device whose answers get lost: it sends the very same datagram again, from the same port, to a gateway that was killed in between. */
final class RepeatedCon implements AutoCloseable {
    private static final int MOST_SENDINGS = 60;
    private static final byte[] CHANGED = {0x64, 0x44};

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final int port;

    RepeatedCon(int port) throws IOException {
        this.port = port;
        socket.setSoTimeout(1000);
    }

    /** Confirmable, with a message id and a token that depend on the number alone. */
    static byte[] message(String name, int number) {
        byte[] body = ("[{\"n\":\"" + Publisher.urn(name) + ":count\",\"v\":" + number + "}]")
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(body.length + 17)
                .put((byte) 0x44)
                .put((byte) 2)
                .putShort((short) (0x4000 + number))
                .putInt(0x01020304 + number)
                .put((byte) 0xb5)
                .put("senml".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0x11)
                .put((byte) 110)
                .put((byte) 0xff)
                .put(body)
                .array();
    }

    /** Returns once it was told 2.04. */
    void acknowledged(byte[] message) throws IOException {
        for (int i = 0; i < MOST_SENDINGS; i++) {
            socket.send(new DatagramPacket(message, message.length, InetAddress.getLoopbackAddress(), port));
            try {
                DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
                socket.receive(answer);
                byte[] told = Arrays.copyOf(answer.getData(), answer.getLength());
                if (Arrays.equals(told, 0, 2, CHANGED, 0, 2) && Arrays.equals(told, 2, 8, message, 2, 8)) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // it is sent again
            }
        }
        throw new AssertionError("never answered with 2.04");
    }

    @Override
    public void close() {
        socket.close();
    }
}
