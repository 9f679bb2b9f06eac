package org.headgate.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.headgate.fuzz.Mutator;

/** Handshakes (RFC 6455 §4) that go wrong, and behind good ones MQTT in frames (§5) that are not masked, in parts, of a wrong kind, or far too long. */
final class WebSocketStranger implements Stranger.Conversation {
    private static final int FINAL = 0x80;
    private static final int BINARY = 2;
    private static final int MASKED = 0x80;

    private final int port;
    private final Random random;
    private final Mutator handshakes;
    private final Mutator streams;

    /** @param streams what MQTT clients say */
    WebSocketStranger(int port, long seed, List<byte[]> streams) {
        this.port = port;
        this.random = new Random(seed);
        this.handshakes = new Mutator(seed, List.of(handshake("")));
        this.streams = new Mutator(seed, streams);
    }

    private static byte[] handshake(String more) {
        return ("GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: mqtt\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void once() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Stranger.READ_MILLIS);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            switch (random.nextInt(8)) {
                case 0 -> out.write(handshakes.next());
                case 1 -> out.write(handshake("Origin: http://elsewhere.example\r\n"));
                case 2 -> out.write(handshake("X: " + "x".repeat(random.nextInt(20_000)) + "\r\n"));
                default -> out.write(handshake(""));
            }
            Stranger.listen(in);
            byte[] frames = frames(streams.next());
            out.write(random.nextInt(4) == 0 ? streams.bad(frames) : frames);
            Stranger.listen(in);
        }
    }

    /** In up to four frames, some of them as they should be. */
    private byte[] frames(byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = 0;
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            int to = left == 1 ? payload.length : from + random.nextInt(payload.length - from + 1);
            int kind = from == 0 ? BINARY : 0;
            int first = random.nextInt(6) == 0 ? random.nextInt(256) : (left == 1 ? FINAL : 0) | kind;
            out.write(frame(first, payload, from, to));
            from = to;
        }
        return out.toByteArray();
    }

    private byte[] frame(int first, byte[] payload, int from, int to) {
        long said = random.nextInt(10) == 0 ? random.nextLong() >>> random.nextInt(64) : to - from;
        boolean masked = random.nextInt(8) > 0;
        int mask = masked ? random.nextInt() : 0;
        ByteBuffer frame = ByteBuffer.allocate(14 + to - from).put((byte) first);
        if (said >= 0 && said < 126) {
            frame.put((byte) (said | (masked ? MASKED : 0)));
        } else if (said >= 0 && said < 1 << 16) {
            frame.put((byte) (126 | (masked ? MASKED : 0))).putShort((short) said);
        } else {
            frame.put((byte) (127 | (masked ? MASKED : 0))).putLong(said);
        }
        if (masked) {
            frame.putInt(mask);
        }
        for (int i = from; i < to; i++) {
            frame.put((byte) (payload[i] ^ mask >> 24 - (i - from) % 4 * 8));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
