package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.topic.TopicFilter;

/** Which MQTT topics may hold data of devices that no profile claims yet. */
record TopicsRule(List<TopicFilter> in, List<TopicFilter> out) {

    /** Filters parted by commas, {@code !} before those that are out. @throws IllegalArgumentException for a broken filter */
    static TopicsRule parse(String text) {
        List<TopicFilter> in = new ArrayList<>();
        List<TopicFilter> out = new ArrayList<>();
        for (String part : text.split(",")) {
            String filter = part.strip();
            if (filter.startsWith("!")) {
                out.add(TopicFilter.of(filter.substring(1)));
            } else if (!filter.isEmpty()) {
                in.add(TopicFilter.of(filter));
            }
        }
        return new TopicsRule(List.copyOf(in), List.copyOf(out));
    }

    /** The gateway's own topics: never data, whatever a profile says. */
    static boolean isOwn(Message message) {
        String address = message.address();
        return message.transport().equals("mqtt")
                && (address.startsWith("$") || address.startsWith("feeds/") || address.equals("feeds"));
    }

    /** Whether a message that no profile claims is to wait for one. */
    boolean admits(Message message) {
        if (!message.transport().equals("mqtt")) {
            return true;
        }
        String topic = message.address();
        return message.payload().length > 0
                && in.stream().anyMatch(filter -> filter.matches(topic))
                && out.stream().noneMatch(filter -> filter.matches(topic));
    }
}
