package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Predicate;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;

/**
 * Drops datagrams that come faster than they are read, before they fill the executor's queue; CoAP repeats what matters. Few from one
 * address are answered where addresses can be forged: nobody shall make us flood another (RFC 7252 §11.3).
 */
final class InboundGate implements RawDataChannel {
    private final RawDataChannel next;
    private final ScheduledThreadPoolExecutor executor;
    private final int queueLimit;
    private final Counts counts;
    private final Predicate<InetAddress> answered;

    /** @param answered whether one more from an address is to be looked at */
    InboundGate(
            RawDataChannel next,
            ScheduledThreadPoolExecutor executor,
            int queueLimit,
            Counts counts,
            Predicate<InetAddress> answered) {
        this.next = next;
        this.executor = executor;
        this.queueLimit = queueLimit;
        this.counts = counts;
        this.answered = answered;
    }

    @Override
    public void receiveData(RawData raw) {
        if (executor.getQueue().size() >= queueLimit) {
            counts.dropped.increment();
        } else if (!answered.test(raw.getInetSocketAddress().getAddress())) {
            counts.limited.increment();
        } else {
            next.receiveData(raw);
        }
    }
}
