package org.headgate.lora.source.internal;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * PUSH_DATA that are not acknowledged yet: each is, once all that it brought is on disk, or after 80 ms, since a forwarder waits for about 100 ms and never
 * sends again. Only on the loop.
 */
final class Acks {
    static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    private final Deque<Ack> open = new ArrayDeque<>();
    private final int most;
    private final BiConsumer<InetSocketAddress, byte[]> send;
    private final Counts counts;

    /** @param most above which the oldest is acknowledged early */
    Acks(int most, BiConsumer<InetSocketAddress, byte[]> send, Counts counts) {
        this.most = most;
        this.send = send;
        this.counts = counts;
    }

    Ack open(InetSocketAddress to, byte[] bytes, long nanos) {
        Ack ack = new Ack(to, bytes, nanos + MOST_NANOS);
        open.add(ack);
        if (open.size() > most) {
            late(open.remove());
        }
        return ack;
    }

    /** For what no forwarder waits for. */
    Ack silent() {
        Ack ack = new Ack(new InetSocketAddress(0), new byte[0], 0);
        ack.sent = true;
        return ack;
    }

    /** Acknowledges what is due. @return nanoseconds until the next is, or -1 where none is open */
    long due(long nanos) {
        for (Ack first = open.peek(); first != null; first = open.peek()) {
            if (first.sent) {
                open.remove();
            } else if (first.due - nanos <= 0) {
                late(open.remove());
            } else {
                return first.due - nanos;
            }
        }
        return -1;
    }

    int size() {
        return open.size();
    }

    private void late(Ack ack) {
        if (!ack.sent) {
            counts.early.increment();
            ack.send();
        }
    }

    /** Of one PUSH_DATA. It counts what is on its way; the datagram itself counts for one until all of it was handed over. */
    final class Ack {
        private final InetSocketAddress to;
        private final byte[] bytes;
        private final long due;
        private int pending = 1;
        private boolean lost;
        private boolean sent;

        Ack(InetSocketAddress to, byte[] bytes, long due) {
            this.to = to;
            this.bytes = bytes;
            this.due = due;
        }

        void begun() {
            pending++;
        }

        /** @param kept false where a message was lost: then all is not acknowledged, unless the time is up already */
        void ended(boolean kept) {
            lost |= !kept;
            if (--pending == 0 && !sent) {
                if (lost) {
                    sent = true;
                } else {
                    counts.acknowledged.increment();
                    send();
                }
            }
        }

        private void send() {
            sent = true;
            send.accept(to, bytes);
        }
    }
}
