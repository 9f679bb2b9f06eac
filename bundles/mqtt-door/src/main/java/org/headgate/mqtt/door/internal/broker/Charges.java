package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.headgate.api.market.Entitlements;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * Has records charged for all buyers together: a commit for each buyer or record would cost as much again as to take the record in and deliver it. The first goes at once, what follows is gathered
 * for a moment, unless somebody's window is full of it.
 */
final class Charges {
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Broker broker;
    private final Set<Meter> waiting = new LinkedHashSet<>();
    private long asked = System.nanoTime() - GATHER_NANOS;
    private boolean soon;
    private boolean later;

    Charges(Broker broker) {
        this.broker = broker;
    }

    /** The meter will be asked for what is due. */
    void await(Meter meter) {
        waiting.add(meter);
        schedule();
    }

    /** Behind all that the loop does in this turn: others whose records came with these join. */
    void askSoon() {
        if (!soon) {
            soon = true;
            broker.loop().execute(this::ask);
        }
    }

    private void schedule() {
        long left = asked + GATHER_NANOS - System.nanoTime();
        if (left <= 0) {
            askSoon();
        } else if (!later && !soon) {
            later = true;
            broker.loop()
                    .later(
                            () -> {
                                later = false;
                                if (!waiting.isEmpty()) {
                                    schedule();
                                }
                            },
                            TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    private void ask() {
        soon = false;
        Entitlements market = broker.services().entitlements();
        List<Meter> meters = new ArrayList<>(waiting.size());
        List<Delivery> deliveries = new ArrayList<>(waiting.size());
        for (Meter meter : waiting) {
            Delivery delivery = market == null ? null : meter.ask();
            if (delivery == null) {
                meter.putBack();
            } else {
                meters.add(meter);
                deliveries.add(delivery);
            }
        }
        waiting.clear();
        if (market != null && !meters.isEmpty()) {
            asked = System.nanoTime();
            charged(market, deliveries)
                    .whenComplete((charges, failure) -> broker.loop().execute(() -> answer(meters, charges)));
        }
    }

    private static CompletionStage<List<List<Charge>>> charged(Entitlements market, List<Delivery> deliveries) {
        try {
            return market.charge(deliveries);
        } catch (RuntimeException | LinkageError e) { // its bundle stops at this moment
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @param charges null where the books could not be written */
    private static void answer(List<Meter> meters, @Nullable List<List<Charge>> charges) {
        for (int i = 0; i < meters.size(); i++) {
            meters.get(i).charged(charges == null ? null : charges.get(i));
        }
    }
}
