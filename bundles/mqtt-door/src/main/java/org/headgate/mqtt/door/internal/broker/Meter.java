package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.market.Entitlements;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.topic.DurableTopic.Item;
import org.jspecify.annotations.Nullable;

/**
 * What one cursor delivers only once it is charged: asks for as many as may be sent at once, one round at a time, and holds what is paid until there is room for
 * it. Stops where the buyer has signed for no more, until it has; what is for sale may also be as long as the chain is not seen, so it asks again now and then.
 */
final class Meter {
    private static final long RETRY_MILLIS = 1000;
    private static final long LOOK_MILLIS = 60_000;
    /** A commit for each record costs as much again as to take it in and deliver it: what comes singly is gathered. */
    private static final long GATHER_MILLIS = 20;

    private static final int FEW = 16;

    /** A record that is charged, in the ledger, and owed. */
    private record Paid(Item item, Charge charge) {}

    private final Session session;
    private final Broker broker;
    private final Cursor cursor;
    private final Deque<Paid> paid = new ArrayDeque<>();
    private List<Item> asked = List.of();
    private boolean usedUp;
    private boolean looks;
    private boolean resting;
    private boolean gathering;
    private boolean told;
    /** Counts what may have changed the credit. */
    private int credits;

    Meter(Session session, Broker broker, Cursor cursor) {
        this.session = session;
        this.broker = broker;
        this.cursor = cursor;
    }

    /** Whether something is on its way that comes before all else of the cursor. */
    boolean busy() {
        return !asked.isEmpty() || !paid.isEmpty();
    }

    boolean mayAsk() {
        return asked.isEmpty() && !usedUp && !resting && !gathering;
    }

    /** How many are paid and not sent. */
    int paid() {
        return paid.size();
    }

    /** The least position that it holds, or {@code otherwise}. */
    long oldest(long otherwise) {
        if (!paid.isEmpty()) {
            return paid.peek().item.position();
        }
        return asked.isEmpty() ? otherwise : asked.get(0).position();
    }

    /** More may have been signed for. */
    void credited() {
        credits++;
        usedUp = false;
    }

    /** Sends what is paid, as far as there is room, whatever has become of the channel or of the subscription since. True where something was sent. */
    boolean deliver(Connection connection) {
        boolean sent = false;
        while (!paid.isEmpty() && session.outbox().mayDeliver(connection, cursor.qos)) {
            Paid next = paid.remove();
            session.outbox().deliver(connection, cursor, next.item, next.charge);
            sent = true;
        }
        return sent;
    }

    /** Once all that is paid was sent. */
    void tellUsedUp() {
        if (usedUp && paid.isEmpty()) {
            tell("credit_used_up", "the next record would pass the maximum that you signed for: sign for more");
        }
    }

    /** @param items at least one; {@link #mayAsk} was asked before @param room how many there might have been */
    void charge(Entitlements market, List<Item> items, int room) {
        asked = items;
        if (items.size() < Math.min(FEW, room)) {
            gather();
        }
        List<Due> due = new ArrayList<>(items.size());
        for (Item item : items) {
            due.add(new Due(item.position(), item.payload().length));
        }
        int before = credits;
        charged(market, due)
                .whenComplete((charges, failure) ->
                        broker.loop().execute(() -> charged(failure == null ? charges : null, before)));
    }

    private CompletionStage<List<Charge>> charged(Entitlements market, List<Due> due) {
        try {
            return market.charge(session.principal.name(), session.clientId, cursor.topic.feed(), due);
        } catch (RuntimeException | LinkageError e) { // its bundle stops at this moment
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @param charges null where the books could not be written @param before the credits when it was asked */
    private void charged(@Nullable List<Charge> charges, int before) {
        List<Item> items = asked;
        asked = List.of();
        int count = charges == null ? 0 : Math.min(charges.size(), items.size());
        for (int i = 0; i < count; i++) {
            paid.add(new Paid(items.get(i), charges.get(i)));
            told = false;
        }
        cursor.putBack(items.subList(count, items.size()));
        if (charges == null) {
            rest();
        } else if (count < items.size() && before == credits) {
            usedUp = true;
            lookAgain();
        }
        pump();
    }

    /** The first of them goes at once; the next round waits. */
    private void gather() {
        gathering = true;
        broker.loop()
                .later(
                        () -> {
                            gathering = false;
                            pump();
                        },
                        GATHER_MILLIS);
    }

    private void rest() {
        broker.count(Count.CHARGES_FAILED);
        resting = true;
        broker.loop()
                .later(
                        () -> {
                            resting = false;
                            pump();
                        },
                        RETRY_MILLIS);
    }

    private void lookAgain() {
        if (looks) {
            return;
        }
        looks = true;
        broker.loop()
                .later(
                        () -> {
                            looks = false;
                            usedUp = false;
                            pump();
                        },
                        LOOK_MILLIS);
    }

    private void pump() {
        if (broker.sessions().knows(session)) {
            session.pump();
        }
    }

    /** A subscription that covers more than records may have any QoS. */
    void tellQos() {
        tell("qos_1_needed", "records that are charged one by one are delivered with QoS 1 alone: subscribe again");
    }

    /** Once, until something is paid again. */
    private void tell(String code, String reason) {
        if (!told) {
            told = true;
            broker.count(Count.DELIVERIES_STOPPED);
            broker.notices().credit(session.principal, cursor.topic.feed(), code, reason);
        }
    }
}
