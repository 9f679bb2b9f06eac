package org.headgate.mqtt.door.internal.broker;

import java.util.List;
import org.headgate.api.access.Principal;
import org.headgate.api.market.Entitlements;
import org.headgate.api.market.Entitlements.Entitlement;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopics;
import org.headgate.api.topic.RequestHandler;
import org.headgate.mqtt.door.internal.topic.Topics;

/** Who may do what: devices never touch {@code feeds/#}, buyers see nothing else. */
final class Access {
    static final String FEEDS = "feeds/";
    private static final List<String> PUBLIC = List.of("feeds/catalog", "feeds/+/offer", "feeds/+/sample");

    private static final String CHARGED = "feeds/+/records/#";
    private static final List<String> SOLD = List.of(CHARGED, "feeds/+/proofs");

    private final Services services;

    Access(Services services) {
        this.services = services;
    }

    static String replyTopic(String buyer) {
        return FEEDS + "reply/" + buyer + "/";
    }

    static boolean feeds(String topic) {
        return topic.equals("feeds") || topic.startsWith(FEEDS);
    }

    /** §4.7.2: topics with {@code $} are not for clients to exchange messages. */
    boolean mayPublish(Principal principal, String topic) {
        return principal instanceof Principal.Device device
                && !feeds(topic)
                && !topic.startsWith("$")
                && covers(device.publish(), topic);
    }

    /** For what is routed; durable topics are delivered by cursor. */
    boolean mayRead(Principal principal, String topic) {
        if (principal instanceof Principal.Device device) {
            return !feeds(topic) && covers(device.subscribe(), topic);
        }
        return topic.startsWith(replyTopic(principal.name()))
                || PUBLIC.stream().anyMatch(filter -> Topics.matches(filter, topic));
    }

    private static boolean covers(List<String> filters, String topic) {
        for (String filter : filters) {
            if (filter.equals("#") || Topics.matches(filter, topic)) {
                return true;
            }
        }
        return false;
    }

    /** Empty where the filter can match something that the principal may read; otherwise why not. */
    String obstacle(Principal principal, String filter) {
        if (principal instanceof Principal.Device device) {
            boolean granted = !feeds(filter)
                    && device.subscribe().stream().anyMatch(allowed -> Topics.intersect(allowed, filter));
            return granted ? "" : "this device may not read " + filter;
        }
        String own = replyTopic(principal.name()) + "#";
        if (Topics.intersect(own, filter) || PUBLIC.stream().anyMatch(topic -> Topics.intersect(topic, filter))) {
            return "";
        }
        return durableObstacle(principal, filter);
    }

    private String durableObstacle(Principal principal, String filter) {
        DurableTopics topics = services.durableTopics();
        String reason = "nothing here that a buyer may read";
        boolean sold = SOLD.stream().anyMatch(topic -> Topics.intersect(topic, filter));
        if (sold && (topics == null || services.entitlements() == null || paid(principal, filter))) {
            // who may read it cannot be told now, or the feed is not there yet: it is judged again before anything is
            // delivered
            return "";
        }
        if (topics == null) {
            return reason;
        }
        for (DurableTopic topic : topics.list()) {
            if (Topics.matches(filter, topic.topic())) {
                Entitlement entitlement = entitlement(principal, topic.feed());
                if (!(entitlement instanceof Entitlement.Refused refused)) {
                    return "";
                }
                reason = refused.code() + ": " + refused.reason();
            }
        }
        return reason;
    }

    private boolean paid(Principal principal, String filter) {
        return !(entitlement(principal, Topics.split(filter)[1]) instanceof Entitlement.Refused);
    }

    /** The topic of the offer for what a buyer may not read, where it can be paid for here; else empty. */
    String offer(Principal principal, String filter) {
        boolean sold = SOLD.stream().anyMatch(topic -> Topics.intersect(topic, filter));
        String feed = sold ? Topics.split(filter)[1] : "+";
        if (Topics.wildcard(feed) || !(principal instanceof Principal.Buyer)) {
            return "";
        }
        String pay = FEEDS + feed + "/pay";
        RequestHandler cashier = services.requestHandler(pay);
        try {
            return cashier != null && cashier.serves(pay) ? FEEDS + feed + "/offer" : "";
        } catch (RuntimeException | LinkageError e) { // its bundle stops at this moment
            return "";
        }
    }

    /** Whether what the durable topic delivers is charged for where delivery is metered: proofs are free. */
    static boolean charged(DurableTopic topic) {
        return Topics.matches(CHARGED, topic.topic());
    }

    /** Whether the filter is for records that are charged one by one to who asks. */
    boolean metered(Principal principal, String filter) {
        String[] levels = Topics.split(filter);
        return levels.length > 2
                && !Topics.wildcard(levels[1])
                && levels[2].equals("records")
                && entitlement(principal, levels[1]) instanceof Entitlement.Metered;
    }

    Entitlement entitlement(Principal principal, String feed) {
        Entitlements entitlements = services.entitlements();
        if (!(principal instanceof Principal.Buyer)) {
            return new Entitlement.Refused("not_a_buyer", "devices do not read feeds");
        }
        if (entitlements == null) {
            return new Entitlement.Refused("market_absent", "the gateway cannot tell now what was paid for");
        }
        return entitlements.check(principal.name(), feed);
    }
}
