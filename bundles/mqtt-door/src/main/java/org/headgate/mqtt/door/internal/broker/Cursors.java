package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.market.Entitlements;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Entitlement;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopics;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.jspecify.annotations.Nullable;

/** The durable topics that one buyer's session reads. */
final class Cursors {
    private static final Charge LARGEST = new Charge(0, Long.MAX_VALUE, Long.MAX_VALUE);

    private final Session session;
    private final Broker broker;
    private final Map<String, Cursor> cursors = new HashMap<>(2);
    /** What was being charged when its subscription ended is delivered still. */
    private final List<Meter> leaving = new ArrayList<>(0);
    /** Positions from before the restart, of topics that were not there since. */
    private final Map<String, Long> parked = new HashMap<>();

    Cursors(Session session, Broker broker) {
        this.session = session;
        this.broker = broker;
    }

    int size() {
        return cursors.size();
    }

    void restore(String topic, long position) {
        parked.put(topic, position);
    }

    /** Brings the cursors in line with subscriptions, topics and entitlements. */
    void refresh() {
        DurableTopics topics = broker.services().durableTopics();
        cursors.forEach((name, cursor) -> {
            cursor.present = topics != null && topics.find(name) != null;
            if (cursor.meter != null) {
                cursor.meter.credited();
            }
        });
        if (topics == null) {
            return;
        }
        for (DurableTopic topic : topics.list()) {
            refresh(topic);
        }
    }

    private void refresh(DurableTopic topic) {
        List<Subscription> matching = new ArrayList<>();
        for (Subscription subscription : session.subscriptions()) {
            if (Topics.matches(subscription.filter(), topic.topic())) {
                matching.add(subscription);
            }
        }
        Cursor cursor = cursors.get(topic.topic());
        if (matching.isEmpty()) {
            forget(topic.topic());
            return;
        }
        int qos = 0;
        List<Integer> identifiers = new ArrayList<>();
        for (Subscription subscription : matching) {
            qos = Math.max(qos, subscription.request().qos());
            if (subscription.identifier() > 0) {
                identifiers.add(subscription.identifier());
            }
        }
        if (cursor == null) {
            open(topic, qos, identifiers);
        } else {
            cursor.topic = topic;
            cursor.qos = qos;
            cursor.identifiers = identifiers;
        }
    }

    /** The position is kept from the start: what comes from here on is owed, even if the process dies before any of it is delivered. */
    private void open(DurableTopic topic, int qos, List<Integer> identifiers) {
        Long known = parked.remove(topic.topic());
        boolean refused = broker.access().entitlement(session.principal, topic.feed()) instanceof Entitlement.Refused;
        if (known == null && refused && broker.services().entitlements() != null) {
            return;
        }
        Cursor cursor = new Cursor(topic, known == null ? topic.start() : known, qos, identifiers);
        cursors.put(topic.topic(), cursor);
        save(topic.topic(), cursor);
    }

    private void forget(String topic) {
        Cursor ended = cursors.remove(topic);
        if (ended != null && ended.meter != null) {
            ended.meter.putBack();
            if (ended.meter.busy()) {
                leaving.add(ended.meter);
            }
        }
        if (parked.remove(topic) != null | ended != null) {
            broker.storage().position(session, topic, null);
        }
    }

    /** Positions are to be saved. */
    void moved() {
        broker.sessions().moved(session);
    }

    void pump(Connection connection) {
        leaving.removeIf(meter -> {
            meter.deliver(connection);
            return !meter.busy();
        });
        for (Cursor cursor : cursors.values()) {
            Meter meter = cursor.meter;
            if (meter != null && meter.deliver(connection)) {
                moved();
            }
            if (meter != null) {
                meter.tellUsedUp();
            }
            if (!cursor.present) {
                continue;
            }
            Entitlement entitlement = broker.access().entitlement(session.principal, cursor.topic.feed());
            if (entitlement instanceof Entitlement.Refused refused) {
                refused(cursor, refused);
                continue;
            }
            cursor.ended = false;
            if (entitlement instanceof Entitlement.Metered && Access.charged(cursor.topic)) {
                charge(connection, cursor);
            } else if (meter == null || !meter.busy()) {
                if (meter != null) {
                    meter.putBack();
                }
                pump(connection, cursor);
            }
        }
    }

    /** What is refused keeps its position, for the case that the market comes back or the pass is renewed. */
    private void refused(Cursor cursor, Entitlement.Refused refused) {
        String feed = cursor.topic.feed();
        if (!cursor.ended && broker.services().entitlements() != null) {
            cursor.ended = true;
            broker.notices().pass(session.principal, feed, refused.code(), refused.reason());
        }
    }

    /** Has as many charged as may be sent now. They are sent once that is on disk. */
    private void charge(Connection connection, Cursor cursor) {
        Meter meter = cursor.meter;
        if (meter == null) {
            meter = new Meter(session, broker, cursor);
            cursor.meter = meter;
        }
        if (cursor.qos == 0) {
            meter.tellQos();
            return;
        }
        boolean more = broker.services().entitlements() != null;
        while (more && meter.gathers()) {
            int room = session.outbox().room(connection) - meter.held();
            if (room <= 0) {
                meter.full(connection.sendMaximum());
                return;
            }
            List<DurableTopic.Item> next = cursor.poll(Math.min(room, Cursor.PAGE));
            next.removeIf(item -> tooLarge(connection, cursor, item));
            if (!next.isEmpty()) {
                meter.gather(next);
            } else if (cursor.empty()) {
                more = !cursor.reading && fill(cursor);
            }
        }
    }

    /** [MQTT-3.1.2-25]: what is larger than the client takes is dropped, and costs nothing. */
    private boolean tooLarge(Connection connection, Cursor cursor, DurableTopic.Item item) {
        boolean large = connection.client().packetMaximum() != Long.MAX_VALUE
                && !connection.client().fits(cursor.packet(item, 0xFFFF, connection.version(), LARGEST));
        if (large) {
            broker.count(Count.MESSAGES_DROPPED_TOO_LARGE);
            moved();
        }
        return large;
    }

    private void pump(Connection connection, Cursor cursor) {
        boolean more = true;
        boolean delivered = false;
        while (more && session.outbox().mayDeliver(connection, cursor.qos)) {
            DurableTopic.Item item = cursor.poll();
            if (item != null) {
                session.outbox().deliver(connection, cursor, item, null);
                delivered = true;
            } else {
                more = !cursor.reading && fill(cursor);
            }
        }
        if (delivered) {
            moved();
        }
    }

    /** False where there is nothing to send now. */
    private boolean fill(Cursor cursor) {
        try {
            if (cursor.position >= cursor.topic.next()) {
                return false;
            }
            DurableTopic.Page page = cursor.topic.tail(cursor.position, Cursor.PAGE);
            if (page != null) {
                return take(cursor, page);
            }
        } catch (RuntimeException | LinkageError e) { // its bundle stops at this moment
            broker.count(Count.DURABLE_READ_FAILURES);
            return false;
        }
        cursor.reading = true;
        broker.read(() -> readFromDisk(cursor));
        return false;
    }

    /** On a reader thread. */
    private void readFromDisk(Cursor cursor) {
        DurableTopic.@Nullable Page page = null;
        try {
            page = cursor.topic.read(cursor.position, Cursor.PAGE);
        } catch (JournalUnavailable | RuntimeException | LinkageError e) {
            broker.count(Count.DURABLE_READ_FAILURES);
        }
        DurableTopic.@Nullable Page read = page;
        broker.loop().execute(() -> readDone(cursor, read));
    }

    private void readDone(Cursor cursor, DurableTopic.@Nullable Page page) {
        if (cursors.get(cursor.topic.topic()) != cursor) {
            return;
        }
        if (page == null) {
            broker.loop().later(() -> readAgain(cursor), 1000);
            return;
        }
        cursor.reading = false;
        take(cursor, page);
        session.outbox().pump();
    }

    private void readAgain(Cursor cursor) {
        cursor.reading = false;
        session.outbox().pump();
    }

    private boolean take(Cursor cursor, DurableTopic.Page page) {
        long before = cursor.position;
        cursor.add(page);
        broker.sessions().moved(session);
        DurableTopic.Gap gap = page.gap();
        if (gap != null) {
            gap(cursor, gap);
        }
        return cursor.position > before || !cursor.empty();
    }

    private void gap(Cursor cursor, DurableTopic.Gap gap) {
        broker.count(Count.DURABLE_GAPS);
        String feed = cursor.topic.feed();
        Entitlements entitlements = broker.services().entitlements();
        if (entitlements != null) {
            entitlements.gap(session.principal.name(), feed, gap.from(), gap.to(), gap.reason());
        }
        broker.notices().gap(session.principal, feed, gap);
    }

    /** Saves all of them, to a storage that did not know the session. */
    void saveAnew() {
        cursors.values().forEach(Cursor::unsaved);
        save();
    }

    /** Saves what has moved. */
    void save() {
        cursors.forEach(this::save);
    }

    private void save(String topic, Cursor cursor) {
        long position = cursor.acknowledged(session.outbox());
        if (cursor.toSave(position)) {
            broker.storage().position(session, topic, position);
        }
    }
}
