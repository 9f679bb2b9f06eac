package org.headgate.mqtt.door.internal.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.api.access.Principal;
import org.headgate.api.intake.Intake;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.jspecify.annotations.Nullable;

/** Will messages whose delay runs (§3.1.3.2.2); it runs on over a restart (§3.1.2.5). */
final class Wills {
    /** @param dueAt milliseconds since the epoch */
    record Pending(Will will, long dueAt) {}

    private static final long PROPERTY_BYTES = 64;

    private final Broker broker;
    private final Map<Session, Pending> pending = new LinkedHashMap<>();

    Wills(Broker broker) {
        this.broker = broker;
    }

    /** The connection ended without a normal DISCONNECT. */
    void left(Session session, Will will, long now) {
        long delay = will.properties().number(Property.WILL_DELAY_INTERVAL, 0);
        if (delay == 0 || !session.persistent()) {
            publish(session, will);
        } else {
            Pending due = new Pending(will, now + Math.min(delay, session.expirySeconds) * 1000);
            put(session, due);
            broker.storage().will(session, due);
        }
    }

    /** Whether it may be kept: wills count against what waits for all clients. */
    boolean room(@Nullable Will will) {
        return will == null
                || broker.queuedBytes() + weight(will) <= broker.limits().queueTotal();
    }

    /** @param sign 1 where it is kept, −1 where it is no longer */
    void weigh(@Nullable Will will, int sign) {
        if (will != null) {
            broker.queued(sign * weight(will));
        }
    }

    private static long weight(Will will) {
        long weight = 200 + 2L * will.topic().length() + will.payload().length;
        for (Properties.Value value : will.properties().values()) {
            weight += PROPERTY_BYTES
                    + (value.value() instanceof byte[] bytes
                            ? bytes.length
                            : 2L * value.value().toString().length());
        }
        return weight;
    }

    private void put(Session session, Pending due) {
        weigh(due.will, 1);
        Pending before = pending.put(session, due);
        if (before != null) {
            weigh(before.will, -1);
        }
    }

    private @Nullable Pending take(Session session) {
        Pending due = pending.remove(session);
        if (due != null) {
            weigh(due.will, -1);
        }
        return due;
    }

    void restore(Session session, Pending due) {
        put(session, due);
    }

    /** [MQTT-3.1.3-9]. */
    void returned(Session session) {
        if (take(session) != null) {
            broker.storage().will(session, null);
        }
    }

    void ended(Session session) {
        Pending due = take(session);
        if (due != null) {
            publish(session, due.will);
        }
    }

    void tick(long now) {
        for (Iterator<Map.Entry<Session, Pending>> all = pending.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Session, Pending> entry = all.next();
            if (entry.getValue().dueAt <= now) {
                all.remove();
                weigh(entry.getValue().will, -1);
                broker.storage().will(entry.getKey(), null);
                publish(entry.getKey(), entry.getValue().will);
            }
        }
    }

    private void publish(Session session, Will will) {
        Properties kept = published(will);
        Intake intake = broker.services().intake();
        if (intake != null) {
            intake.accept(message(session.principal, will, kept));
        }
        broker.router()
                .route(Routed.of(will.topic(), will.payload(), will.qos(), will.retain(), kept, broker.now(), session));
    }

    /** Without what is for the server alone. */
    static Properties published(Will will) {
        Properties.Builder properties = Properties.builder();
        for (Properties.Value value : will.properties().values()) {
            if (value.property() != Property.WILL_DELAY_INTERVAL) {
                properties.add(value);
            }
        }
        return properties.build();
    }

    private Message message(Principal principal, Will will, Properties properties) {
        Trust trust = principal instanceof Principal.Device device ? device.trust() : Trust.UNKNOWN;
        String type = Origins.mediaType(properties.text(Property.CONTENT_TYPE));
        return new Message(
                "mqtt", "mqtt-door", will.topic(), principal.name(), trust, type, will.payload(), broker.now(), null);
    }
}
