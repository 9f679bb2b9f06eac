package org.headgate.mqtt.door.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.market.Entitlements;

/** One channel for all: each record costs 10, up to what was signed for. */
final class FakeMeter implements Entitlements {
    static final long PRICE = 10;

    final List<Integer> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger commits = new AtomicInteger();
    volatile boolean closed;
    volatile boolean failing;
    volatile boolean free;
    /** Where not null, charges complete with it. */
    volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    private final Map<Long, Long> ledger = new LinkedHashMap<>();
    private long signed;

    synchronized void sign(long maximum) {
        signed = maximum;
    }

    synchronized List<Long> positions() {
        return List.copyOf(ledger.keySet());
    }

    @Override
    public Entitlement check(String buyer, String feed) {
        if (closed) {
            return new Entitlement.Refused("channel_closed", "closed");
        }
        return free ? new Entitlement.Granted(Long.MAX_VALUE) : Entitlement.Metered.METERED;
    }

    @Override
    public CompletionStage<Void> gap(String buyer, String feed, long from, long to, String reason) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<List<Charge>>> charge(List<Delivery> deliveries) {
        commits.incrementAndGet();
        deliveries.forEach(delivery -> asked.add(delivery.records().size()));
        if (failing) {
            return CompletableFuture.failedFuture(new IllegalStateException("no books"));
        }
        List<List<Charge>> paid =
                deliveries.stream().map(delivery -> pay(delivery.records())).toList();
        return gate.thenApply(opened -> paid);
    }

    private synchronized List<Charge> pay(List<Due> records) {
        List<Charge> paid = new ArrayList<>();
        for (Due due : records) {
            Long before = ledger.get(due.position());
            long charged = before == null ? ledger.size() * PRICE + PRICE : before;
            if (charged > signed) {
                break;
            }
            ledger.put(due.position(), charged);
            paid.add(new Charge(due.position(), PRICE, charged));
        }
        return paid;
    }
}
