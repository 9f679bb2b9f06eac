package org.headgate.coap.source.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.network.Exchange;

/** Requests without an answer yet, in order of arrival; the head is due first, so a look now and then is enough. Only on the loop. */
final class Tickets {
    private final Queue<Ticket> queue = new ArrayDeque<>();
    private final long patience;
    private final Counts counts;

    Tickets(long acknowledgeMillis, Counts counts) {
        this.patience = TimeUnit.MILLISECONDS.toNanos(acknowledgeMillis);
        this.counts = counts;
    }

    Ticket open(Exchange exchange) {
        Ticket ticket = new Ticket(exchange, System.nanoTime() + patience);
        queue.add(ticket);
        counts.pending.incrementAndGet();
        return ticket;
    }

    void acknowledgeDue() {
        long now = System.nanoTime();
        for (Ticket head = queue.peek(); head != null && head.due(now); head = queue.peek()) {
            queue.poll();
            if (head.acknowledge()) {
                counts.separate.increment();
            }
        }
    }
}
