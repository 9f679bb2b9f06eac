package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.topic.DurableTopic;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Version;
import org.jspecify.annotations.Nullable;

/** A session's position in a durable topic, and at most one page of what comes next. */
final class Cursor {
    static final int PAGE = 64;

    private final Deque<DurableTopic.Item> page = new ArrayDeque<>();
    DurableTopic topic;
    int qos;
    List<Integer> identifiers;
    boolean reading;
    /** Whether its topic is there now. */
    boolean present = true;
    /** Whether the buyer was told that it may not read on. */
    boolean ended;
    /** Where the next page begins. */
    long position;

    /** Of a feed that is charged record by record. */
    @Nullable
    Meter meter;

    private long savedPosition = Long.MIN_VALUE;

    Cursor(DurableTopic topic, long position, int qos, List<Integer> identifiers) {
        this.topic = topic;
        this.position = position;
        this.qos = qos;
        this.identifiers = identifiers;
    }

    boolean empty() {
        return page.isEmpty();
    }

    DurableTopic.@Nullable Item poll() {
        return page.poll();
    }

    void add(DurableTopic.Page read) {
        page.addAll(read.items());
        position = read.next();
    }

    /** As {@link #poll}, several; then {@link #putBack} what was not delivered. */
    List<DurableTopic.Item> poll(int most) {
        List<DurableTopic.Item> taken = new ArrayList<>(Math.min(most, page.size()));
        while (taken.size() < most && !page.isEmpty()) {
            taken.add(page.remove());
        }
        return taken;
    }

    void putBack(List<DurableTopic.Item> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            page.addFirst(items.get(i));
        }
    }

    /** Where to go on after a restart: nothing before it is owed. */
    long acknowledged(Outbox outbox) {
        DurableTopic.Item first = page.peek();
        long waiting = first == null ? position : first.position();
        return outbox.oldest(this, meter == null ? waiting : meter.oldest(waiting));
    }

    /** Its position is to be written again. */
    void unsaved() {
        savedPosition = Long.MIN_VALUE;
    }

    /** True once for each new position. */
    boolean toSave(long acknowledged) {
        boolean changed = acknowledged != savedPosition;
        savedPosition = acknowledged;
        return changed;
    }

    /** @param id of the packet, 0 for QoS 0 @param charge what was charged for it, or null */
    Publish packet(DurableTopic.Item item, int id, Version version, @Nullable Charge charge) {
        return new Publish(topic.topic(), item.payload(), qos, false, false, id, properties(item, version, charge));
    }

    private Properties properties(DurableTopic.Item item, Version version, @Nullable Charge charge) {
        if (!version.five()) {
            return Properties.NONE;
        }
        Properties.Builder properties = Properties.builder();
        if (!item.contentType().isEmpty()) {
            properties.text(Property.CONTENT_TYPE, item.contentType());
        }
        item.properties().forEach(pair -> properties.pair(pair.getKey(), pair.getValue()));
        if (charge != null) {
            properties.pair("price", Long.toString(charge.price()));
            if (charge.charged() > 0) {
                properties.pair("charged", Long.toString(charge.charged()));
            }
        }
        identifiers.forEach(id -> properties.number(Property.SUBSCRIPTION_IDENTIFIER, id));
        return properties.build();
    }
}
