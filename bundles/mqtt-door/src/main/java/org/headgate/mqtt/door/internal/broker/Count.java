package org.headgate.mqtt.door.internal.broker;

import java.util.Locale;

/** What the door counts. Each bound has one. */
public enum Count {
    CONNECTIONS_ACCEPTED,
    CONNECTIONS_REFUSED_LIMIT("connections.max"),
    CONNECTIONS_REFUSED_LOGIN,
    CONNECTIONS_TIMED_OUT,
    /** Closed though the peer had not closed yet, which may cost it the reason: see {@link Farewell}. */
    CONNECTIONS_CUT,
    CONNECTIONS_CLOSED_UNFINISHED("inflight.mib"),
    SESSIONS_REFUSED_LIMIT("sessions.max"),
    SESSIONS_EXPIRED,
    SESSIONS_TAKEN_OVER,
    PROTOCOL_VIOLATIONS,
    PACKETS_TOO_LARGE("packet.kib"),
    PUBLISHES_RECEIVED,
    PUBLISHES_NOT_AUTHORIZED,
    PUBLISHES_REFUSED_BY_INTAKE,
    PUBLISHES_QUARANTINED,
    READS_PAUSED,
    MESSAGES_DELIVERED,
    MESSAGES_DROPPED_SLOW_READER,
    MESSAGES_DROPPED_QUEUE_FULL("queue.kib or queue.mib"),
    MESSAGES_DROPPED_EXPIRED,
    MESSAGES_DROPPED_TOO_LARGE,
    SUBSCRIPTIONS_REFUSED_LIMIT("subscriptions.max"),
    SUBSCRIPTIONS_REFUSED_MEMORY("subscriptions.mib"),
    SUBSCRIPTIONS_REFUSED_RIGHTS,
    WILLS_REFUSED_LIMIT("queue.mib"),
    RETAINED_REFUSED_LIMIT("retained.mib"),
    REQUESTS_RECEIVED,
    REQUESTS_REFUSED_LIMIT,
    REQUESTS_FAILED,
    /** Who asked has ended its session or its subscription since. */
    REPLIES_LOST,
    /** Of what is charged record by record: at the maximum that was signed for, or since the subscription has QoS 0. */
    DELIVERIES_STOPPED,
    /** The market could not write its books; tried again a second later. */
    CHARGES_FAILED,
    DURABLE_GAPS,
    DURABLE_READ_FAILURES,
    STORE_FAILURES;

    private final String key;

    Count() {
        this("");
    }

    Count(String key) {
        this.key = key;
    }

    /** Whether it counts what a configured bound kept out. */
    public boolean bound() {
        return !key.isEmpty();
    }

    /** The keys of the bound, or "". */
    public String key() {
        return key;
    }

    /** Name in the metrics. */
    public String metric() {
        return "mqtt-door." + name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
