package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;

/**
 * What a datagram must pass before it is parsed: room on the loop, since CoAP repeats what matters; few from one address are answered where addresses can be
 * forged, so that nobody makes us flood another (RFC 7252 §11.3); and it is no repetition.
 */
final class InboundGate implements RawDataChannel {
    private static final int HEADER_BYTES = 4;

    private final RawDataChannel next;
    private final Loop loop;
    private final int queueLimit;
    private final Counts counts;
    private final Predicate<InetAddress> answered;
    private final RepeatFilter repeats;
    private final Consumer<RawData> again;

    /**
     * @param answered whether one more from an address is to be looked at
     * @param again sends an answer once more
     */
    InboundGate(
            RawDataChannel next,
            Loop loop,
            int queueLimit,
            Counts counts,
            Predicate<InetAddress> answered,
            RepeatFilter repeats,
            Consumer<RawData> again) {
        this.next = next;
        this.loop = loop;
        this.queueLimit = queueLimit;
        this.counts = counts;
        this.answered = answered;
        this.repeats = repeats;
        this.again = again;
    }

    @Override
    public void receiveData(RawData raw) {
        if (loop.waiting() >= queueLimit) {
            counts.limits.met(Limits.Limit.QUEUE);
        } else if (!answered.test(raw.getInetSocketAddress().getAddress())) {
            counts.limits.met(Limits.Limit.STRANGERS);
        } else if (isOverlongEmpty(raw.getBytes())) {
            counts.malformed.increment();
        } else if (!repeats.repeats(raw, System.nanoTime(), again)) {
            next.receiveData(raw);
        }
    }

    /** An empty message with something behind it (RFC 7252 §4.1), which Californium takes for an error of its own. */
    private static boolean isOverlongEmpty(byte[] message) {
        return message.length > HEADER_BYTES && message[1] == 0;
    }
}
