package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Delivery;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.topic.DurableTopic.Item;
import org.jspecify.annotations.Nullable;

/**
 * What one cursor delivers only once it is charged: has as many charged as may be sent at once, one round at a time ({@link Charges}), and holds what is paid until there is room for
 * it. Stops where the buyer has signed for no more, until it has; what is for sale may also be as long as the chain is not seen, so it asks again now and then.
 */
final class Meter {
    private static final long RETRY_MILLIS = 1000;
    private static final long LOOK_MILLIS = 60_000;

    /** A record that is charged, in the ledger, and owed. */
    private record Paid(Item item, Charge charge) {}

    private final Session session;
    private final Broker broker;
    private final Cursor cursor;
    private final Deque<Paid> paid = new ArrayDeque<>();
    private final List<Item> due = new ArrayList<>();
    private List<Item> asked = List.of();
    private int creditsBefore;
    private boolean usedUp;
    private boolean looks;
    private boolean resting;
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

    /** Whether more may be gathered. */
    boolean gathers() {
        return asked.isEmpty() && !usedUp && !resting;
    }

    /** How many are due or paid, and not sent. */
    int held() {
        return due.size() + paid.size();
    }

    /** The least position that it holds, or {@code otherwise}. */
    long oldest(long otherwise) {
        if (!paid.isEmpty()) {
            return paid.peek().item.position();
        }
        if (!asked.isEmpty()) {
            return asked.get(0).position();
        }
        return due.isEmpty() ? otherwise : due.get(0).position();
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

    /** Takes what comes next, where it {@link #gathers()}. */
    void gather(List<Item> items) {
        if (due.isEmpty()) {
            broker.charges().await(this);
        }
        due.addAll(items);
    }

    /** The window is full: where most of it is due, nothing is waited for. @param window how many may be under way to the client */
    void full(int window) {
        if (2 * due.size() >= window) {
            broker.charges().askSoon();
        }
    }

    /** What is due and not asked for yet is no more. */
    void putBack() {
        cursor.putBack(due);
        due.clear();
    }

    /** What is to be charged now; null where that is nothing, or it cannot be sent any more. */
    @Nullable
    Delivery ask() {
        if (due.isEmpty()
                || cursor.qos == 0
                || !session.connected()
                || !broker.sessions().knows(session)) {
            return null;
        }
        asked = List.copyOf(due);
        due.clear();
        creditsBefore = credits;
        return new Delivery(
                session.principal.name(),
                session.clientId,
                cursor.topic.feed(),
                asked.stream()
                        .map(item -> new Due(item.position(), item.payload().length))
                        .toList());
    }

    /** @param charges null where the books could not be written */
    void charged(@Nullable List<Charge> charges) {
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
        } else if (count < items.size() && creditsBefore == credits) {
            usedUp = true;
            lookAgain();
        }
        pump();
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
