package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.headgate.api.access.Principal;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Packet.Request;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.topic.Topics;

/** SUBSCRIBE and UNSUBSCRIBE (§3.8 to §3.11). */
final class Subscriptions {
    /** What a client is told that must come again, since the database of the door cannot be written. */
    static final String NOT_KEPT = "not_kept: the gateway cannot write its sessions now";

    private final Broker broker;

    Subscriptions(Broker broker) {
        this.broker = broker;
    }

    void subscribe(Connection connection, Session session, Packet.Subscribe packet) throws ProtocolViolation {
        for (Request request : packet.requests()) {
            check(request);
        }
        int identifier = (int) packet.properties().number(Property.SUBSCRIPTION_IDENTIFIER, 0);
        long told = broker.storage().told();
        List<Integer> codes = new ArrayList<>();
        List<Runnable> retained = new ArrayList<>();
        Refusals refusals = new Refusals();
        for (Request request : packet.requests()) {
            Subscription subscription = new Subscription(session, granted(session, request), identifier);
            Verdict verdict = judge(session, subscription);
            if (verdict.code < Reason.UNSPECIFIED) {
                boolean isNew = add(session, subscription);
                retained.add(() -> sendRetained(session, subscription, isNew));
            } else {
                refusals.add(verdict);
            }
            boolean five = connection.version().five();
            codes.add(verdict.code >= Reason.UNSPECIFIED && !five ? Reason.UNSPECIFIED : verdict.code);
        }
        session.refresh();
        Packet suback = new Packet.Suback(packet.packetId(), codes, explained(connection, packet, codes, refusals));
        whenKept(connection, told, () -> {
            connection.send(suback);
            retained.forEach(Runnable::run);
            session.pump();
        });
    }

    /** A session that persists has its subscriptions on disk before it is told that it has them. */
    private void whenKept(Connection connection, long told, Runnable answer) {
        broker.whenKept(told, kept -> {
            if (!kept) {
                connection.close(Reason.QUOTA_EXCEEDED, NOT_KEPT);
            } else if (!connection.closed()) {
                answer.run();
            }
        });
    }

    /** [MQTT-4.7.1-1], [MQTT-4.8.2-1], [MQTT-3.8.3-4]. */
    private static void check(Request request) throws ProtocolViolation {
        String filter = request.filter();
        boolean share = filter.startsWith(Topics.SHARE);
        if (!Topics.validFilter(filter) || share && !Topics.validShare(filter)) {
            throw new ProtocolViolation(Reason.MALFORMED_PACKET, "a topic filter is not valid");
        }
        if (share && request.noLocal()) {
            throw new ProtocolViolation(Reason.PROTOCOL_ERROR, "No Local on a shared subscription");
        }
    }

    /** Feeds are delivered at least once: QoS 2 would promise more than a cursor keeps (§3.9.3 leaves it to the server). */
    private static Request granted(Session session, Request asked) {
        boolean lower = session.principal instanceof Principal.Buyer && asked.qos() == 2;
        return lower ? Request.of(asked.filter(), asked.options() & ~3 | 1) : asked;
    }

    /** @param offer the topic of the offer with which it can be paid for; may be empty */
    private record Verdict(int code, String reason, String offer) {
        Verdict(int code, String reason) {
            this(code, reason, "");
        }
    }

    /** What one SUBACK explains: the reason of the last refusal, and every offer. */
    private static final class Refusals {
        private final Set<String> offers = new LinkedHashSet<>();
        private String reason = "";

        void add(Verdict verdict) {
            reason = verdict.reason;
            if (!verdict.offer.isEmpty()) {
                offers.add(verdict.offer);
            }
        }

        Properties properties() {
            Properties.Builder properties = Properties.builder().text(Property.REASON_STRING, reason);
            offers.forEach(offer -> properties.pair("x402-offer", offer));
            return properties.build();
        }
    }

    private Verdict judge(Session session, Subscription subscription) {
        Request request = subscription.request();
        if (Topics.levels(request.filter()) > Topics.MAXIMUM_LEVELS) {
            return new Verdict(
                    Reason.TOPIC_FILTER_INVALID, "too_deep: more than %d levels".formatted(Topics.MAXIMUM_LEVELS));
        }
        if (subscription.shared() && session.principal instanceof Principal.Buyer) {
            return new Verdict(Reason.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, "no_shares: feeds are not shared");
        }
        String obstacle = broker.access().obstacle(session.principal, subscription.filter());
        if (!obstacle.isEmpty()) {
            broker.count(Count.SUBSCRIPTIONS_REFUSED_RIGHTS);
            String offer = broker.access().offer(session.principal, subscription.filter());
            return new Verdict(Reason.NOT_AUTHORIZED, obstacle, offer);
        }
        if (request.qos() == 0 && broker.access().metered(session.principal, subscription.filter())) {
            broker.count(Count.SUBSCRIPTIONS_REFUSED_RIGHTS);
            return new Verdict(
                    Reason.NOT_AUTHORIZED,
                    "qos_1_needed: records that are charged one by one are delivered with QoS 1 alone");
        }
        boolean known = session.subscribed(request.filter());
        int limit = broker.limits().subscriptions();
        if (!known && session.subscriptions().size() >= limit) {
            broker.count(Count.SUBSCRIPTIONS_REFUSED_LIMIT);
            return new Verdict(Reason.QUOTA_EXCEEDED, "subscriptions_limit: %d for one client".formatted(limit));
        }
        if (!known
                && broker.router().subscribers().bytes() + subscription.weight()
                        > broker.limits().subscriptionBytes()) {
            broker.count(Count.SUBSCRIPTIONS_REFUSED_MEMORY);
            return new Verdict(Reason.QUOTA_EXCEEDED, "subscriptions_memory: those of all clients fill their memory");
        }
        return new Verdict(request.qos(), "");
    }

    private static Properties explained(
            Connection connection, Packet.Subscribe packet, List<Integer> codes, Refusals refusals) {
        if (refusals.reason.isEmpty() || !connection.client().explains()) {
            return Properties.NONE;
        }
        Properties properties = refusals.properties();
        return connection.client().fits(new Packet.Suback(packet.packetId(), codes, properties))
                ? properties
                : Properties.NONE;
    }

    private boolean add(Session session, Subscription subscription) {
        Subscription before = session.subscribe(subscription);
        broker.router().subscribers().add(subscription);
        broker.storage().subscription(session, subscription);
        return before == null;
    }

    /** §3.3.1.3, [MQTT-3.3.1-9] to [MQTT-3.3.1-11]; none for shared subscriptions (§4.8.2). */
    private void sendRetained(Session session, Subscription subscription, boolean isNew) {
        Request request = subscription.request();
        if (subscription.shared() || request.retainHandling() == 2 || request.retainHandling() == 1 && !isNew) {
            return;
        }
        List<Integer> identifiers = subscription.identifier() > 0 ? List.of(subscription.identifier()) : List.of();
        for (Routed message : broker.router().retained().matching(subscription.filter())) {
            if (message.expired(broker.now())) {
                broker.router().unretain(message);
            } else if (broker.access().mayRead(session.principal, message.topic())) {
                session.outbox().offer(Queued.retained(message, Math.min(request.qos(), message.qos()), identifiers));
            }
        }
    }

    void unsubscribe(Connection connection, Session session, Packet.Unsubscribe packet) throws ProtocolViolation {
        long told = broker.storage().told();
        List<Integer> codes = new ArrayList<>();
        for (String filter : packet.filters()) {
            if (!Topics.validFilter(filter)) {
                throw new ProtocolViolation(Reason.MALFORMED_PACKET, "a topic filter is not valid");
            }
        }
        for (String filter : packet.filters()) {
            Subscription subscription = session.unsubscribe(filter);
            if (subscription != null) {
                broker.router().subscribers().remove(subscription);
                broker.storage().unsubscription(session, filter);
            }
            codes.add(subscription == null ? Reason.NO_SUBSCRIPTION_EXISTED : Reason.SUCCESS);
        }
        session.refresh();
        Packet unsuback = new Packet.Unsuback(packet.packetId(), codes, Properties.NONE);
        whenKept(connection, told, () -> connection.send(unsuback));
    }
}
