package org.headgate.benchmarks.coap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** A device with a port of its own and at most one confirmable POST outstanding (RFC 7252 §4.7), sent again as §4.2 has it. */
final class Device {
    private static final int ACK_TIMEOUT_MILLIS = 2000;
    private static final int MAX_RETRANSMIT = 4;
    private static final int TOKEN_BYTES = 8;
    private static final byte[] TAIL = "}]".getBytes(StandardCharsets.US_ASCII);

    enum Answer {
        NONE,
        EMPTY,
        DONE
    }

    final DatagramChannel channel;
    private final ByteBuffer message = ByteBuffer.allocateDirect(512);
    private final int head;
    private int mid;
    private long token;
    private boolean waiting;
    private int sendings;
    private long timeout;
    private long againAt;
    /** Nanoseconds, of the first sending. */
    long sentAt;
    /** Of the last answer, as class * 100 + detail. */
    int code;

    Device(int number, int port, String path, Selector selector) throws IOException {
        channel = DatagramChannel.open();
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        mid = ThreadLocalRandom.current().nextInt(1 << 16);
        token = ThreadLocalRandom.current().nextLong();
        message.put((byte) (0x40 | TOKEN_BYTES))
                .put((byte) 2)
                .putShort((short) 0)
                .putLong(0);
        int last = 0;
        for (String segment : String.format(path, number).split("/")) {
            option(11 - last, segment.getBytes(StandardCharsets.UTF_8));
            last = 11;
        }
        option(12 - last, new byte[] {110});
        message.put((byte) 0xff)
                .put(String.format(
                                "[{\"bn\":\"urn:dev:mac:%012x:\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":21.25},"
                                        + "{\"n\":\"humidity\",\"u\":\"%%RH\",\"v\":47.5},{\"n\":\"seq\",\"v\":",
                                0x0024befffe000000L + number)
                        .getBytes(StandardCharsets.US_ASCII));
        head = message.position();
    }

    void post(long number, long nanos) throws IOException {
        mid = (mid + 1) & 0xffff;
        token += 0x9e3779b97f4a7c15L;
        message.clear().putShort(2, (short) mid).putLong(4, token);
        message.position(head)
                .put(Long.toString(number).getBytes(StandardCharsets.US_ASCII))
                .put(TAIL)
                .flip();
        waiting = true;
        sendings = 0;
        sentAt = nanos;
        timeout = (long)
                (ACK_TIMEOUT_MILLIS * 1e6 * (1 + ThreadLocalRandom.current().nextDouble() / 2));
        send(nanos);
    }

    boolean waiting() {
        return waiting;
    }

    /** True where it was sent again; gives up after the last time. */
    boolean again(long nanos) throws IOException {
        if (!waiting || nanos - againAt < 0) {
            return false;
        }
        if (sendings > MAX_RETRANSMIT) {
            waiting = false;
            return false;
        }
        timeout *= 2;
        send(nanos);
        return true;
    }

    private void send(long nanos) throws IOException {
        sendings++;
        againAt = nanos + timeout;
        try {
            channel.write(message.rewind());
        } catch (PortUnreachableException e) {
            againAt = nanos + timeout;
        }
    }

    /** Takes one datagram; a separate answer (§5.2.2) is acknowledged. */
    Answer take(ByteBuffer in) throws IOException {
        if (in.remaining() < 4) {
            return Answer.NONE;
        }
        int first = in.get();
        int raw = in.get() & 0xff;
        int id = in.getShort() & 0xffff;
        int type = first >> 4 & 3;
        if (raw == 0) {
            if (type == 2 && id == mid) {
                againAt = Long.MAX_VALUE / 2 + System.nanoTime();
                return Answer.EMPTY;
            }
            return Answer.NONE;
        }
        if (type == 0) {
            channel.write(ByteBuffer.allocate(4)
                    .put((byte) 0x60)
                    .put((byte) 0)
                    .putShort((short) id)
                    .flip());
        }
        if (!waiting || (first & 15) != TOKEN_BYTES || in.remaining() < TOKEN_BYTES || in.getLong() != token) {
            return Answer.NONE;
        }
        waiting = false;
        code = (raw >> 5) * 100 + (raw & 31);
        return Answer.DONE;
    }

    private void option(int delta, byte[] value) {
        message.put((byte) (delta << 4 | Math.min(13, value.length)));
        if (value.length >= 13) {
            message.put((byte) (value.length - 13));
        }
        message.put(value);
    }
}
