package org.headgate.mqtt.door.internal.broker;

import org.headgate.mqtt.door.internal.packet.Packet.Request;
import org.headgate.mqtt.door.internal.topic.TopicTree;
import org.headgate.mqtt.door.internal.topic.Topics;

/** One subscription of one session. @param identifier 0: none (§3.8.2.1.2) */
record Subscription(Session session, Request request, int identifier) {

    /** What it weighs, in bytes. */
    long weight() {
        String filter = request.filter();
        return 2L * filter.length() + (long) TopicTree.LEVEL_BYTES * (1 + Topics.levels(filter));
    }

    boolean shared() {
        return request.filter().startsWith(Topics.SHARE);
    }

    /** The share name, or "". */
    String group() {
        String filter = request.filter();
        return shared() ? filter.substring(Topics.SHARE.length(), filter.indexOf('/', Topics.SHARE.length())) : "";
    }

    /** The filter without the share. */
    String filter() {
        String filter = request.filter();
        return shared() ? filter.substring(filter.indexOf('/', Topics.SHARE.length()) + 1) : filter;
    }
}
