package org.headgate.coap.source.internal;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;

/** Drops datagrams that come faster than they are read, before they fill the executor's queue; CoAP repeats what matters. */
final class InboundGate implements RawDataChannel {
    private final RawDataChannel next;
    private final ScheduledThreadPoolExecutor executor;
    private final int queueLimit;
    private final Counts counts;

    InboundGate(RawDataChannel next, ScheduledThreadPoolExecutor executor, int queueLimit, Counts counts) {
        this.next = next;
        this.executor = executor;
        this.queueLimit = queueLimit;
        this.counts = counts;
    }

    @Override
    public void receiveData(RawData raw) {
        if (executor.getQueue().size() >= queueLimit) {
            counts.dropped.increment();
        } else {
            next.receiveData(raw);
        }
    }
}
