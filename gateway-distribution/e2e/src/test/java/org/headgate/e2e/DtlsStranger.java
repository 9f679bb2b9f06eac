package org.headgate.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.headgate.fuzz.Mutator;

/**
 * Handshakes of DTLS 1.2 that go wrong: at once, or once the cookie is returned (RFC 6347 §4.2.1), where the server begins to keep something. From few ports, so
 * that its table of connections has room for others.
 */
final class DtlsStranger implements Stranger.Conversation {
    private static final int PORTS = 32;
    private static final int ANSWER_MILLIS = 20;
    private static final int RECORD_HEADER = 13;
    private static final int HANDSHAKE_HEADER = 12;
    private static final int NONCE_BYTES = 32;
    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_HELLO = 1;
    private static final byte HELLO_VERIFY_REQUEST = 3;
    private static final byte CLIENT_KEY_EXCHANGE = 16;
    /** PSK with CCM-8, ECDHE-PSK with GCM; null compression; extended master secret, supported groups, connection id. */
    private static final byte[] OFFER = HexFormat.of()
            .parseHex("0004c0a8d001" + "0100" + "0015" + "00170000" + "000a00040002001d" + "0036000504cafe0102");

    private static final byte[] IDENTITY = HexFormat.of().parseHex("00076d616c6c6f7279");

    private final Random random;
    private final Mutator mutator;
    private final DatagramSocket[] sockets = new DatagramSocket[PORTS];
    private final int port;

    DtlsStranger(int port, long seed) {
        this.port = port;
        this.random = new Random(seed);
        this.mutator = new Mutator(
                seed,
                List.of(
                        record(HANDSHAKE, 0, hello(new byte[NONCE_BYTES], new byte[0])),
                        record(HANDSHAKE, 2, handshake(CLIENT_KEY_EXCHANGE, 2, IDENTITY)),
                        record((byte) 20, 3, new byte[] {1}),
                        record((byte) 21, 4, new byte[] {2, 40}),
                        record((byte) 23, 5, new byte[40]),
                        record((byte) 25, 6, new byte[60])));
    }

    @Override
    public void once() throws IOException {
        LockSupport.parkNanos(Stranger.PAUSE_NANOS);
        DatagramSocket socket = socket(random.nextInt(PORTS));
        if (random.nextInt(3) == 0) {
            send(socket, mutator.next());
            return;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        send(socket, record(HANDSHAKE, 0, hello(nonce, new byte[0])));
        byte[] second = record(HANDSHAKE, 1, hello(nonce, cookie(socket)));
        send(socket, random.nextBoolean() ? second : mutator.bad(second));
        for (int more = random.nextInt(3); more > 0; more--) {
            send(socket, mutator.next());
        }
    }

    private DatagramSocket socket(int index) throws IOException {
        DatagramSocket socket = sockets[index];
        if (socket == null || random.nextInt(1000) == 0) {
            if (socket != null) {
                socket.close();
            }
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(ANSWER_MILLIS);
            sockets[index] = socket;
        }
        return socket;
    }

    private void send(DatagramSocket socket, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, Math.min(bytes.length, 1400), InetAddress.getLoopbackAddress(), port));
    }

    /** Of the HelloVerifyRequest, if one comes soon. */
    private static byte[] cookie(DatagramSocket socket) throws IOException {
        byte[] in = new byte[2048];
        DatagramPacket packet = new DatagramPacket(in, in.length);
        try {
            for (int i = 0; i < 8; i++) {
                socket.receive(packet);
                int at = RECORD_HEADER + HANDSHAKE_HEADER + 2;
                if (packet.getLength() > at && in[RECORD_HEADER] == HELLO_VERIFY_REQUEST) {
                    return Arrays.copyOfRange(in, at + 1, at + 1 + Byte.toUnsignedInt(in[at]));
                }
            }
        } catch (SocketTimeoutException e) {
            // It goes on without.
        }
        return new byte[0];
    }

    private static byte[] hello(byte[] nonce, byte[] cookie) {
        byte[] body = ByteBuffer.allocate(2 + nonce.length + 1 + 1 + cookie.length + OFFER.length)
                .putShort((short) 0xfefd)
                .put(nonce)
                .put((byte) 0)
                .put((byte) cookie.length)
                .put(cookie)
                .put(OFFER)
                .array();
        return handshake(CLIENT_HELLO, cookie.length == 0 ? 0 : 1, body);
    }

    private static byte[] handshake(byte type, int number, byte[] body) {
        return ByteBuffer.allocate(HANDSHAKE_HEADER + body.length)
                .putInt(type << 24 | body.length)
                .putShort((short) number)
                .putShort((short) 0)
                .putShort((short) 0)
                .put((byte) (body.length >> 8))
                .put((byte) body.length)
                .put(body)
                .array();
    }

    private static byte[] record(byte type, int number, byte[] body) {
        return ByteBuffer.allocate(RECORD_HEADER + body.length)
                .put(type)
                .putShort((short) 0xfefd)
                .putLong(number)
                .putShort((short) body.length)
                .put(body)
                .array();
    }

    @Override
    public void close() {
        for (DatagramSocket socket : sockets) {
            if (socket != null) {
                socket.close();
            }
        }
    }
}
