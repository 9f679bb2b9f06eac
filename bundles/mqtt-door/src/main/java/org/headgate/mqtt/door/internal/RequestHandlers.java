package org.headgate.mqtt.door.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.topic.RequestHandler;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.jspecify.annotations.Nullable;

/** Who answers requests, by topic. Safe for any thread. */
final class RequestHandlers {
    private record Entry(RequestHandler handler, List<String> filters) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    void add(RequestHandler handler, Map<String, Object> properties) {
        Object topics = properties.get(RequestHandler.TOPICS);
        if (topics instanceof String[] several) {
            entries.add(new Entry(handler, List.of(several)));
        } else if (topics instanceof String one) {
            entries.add(new Entry(handler, List.of(one)));
        }
    }

    void remove(RequestHandler handler) {
        entries.removeIf(entry -> entry.handler == handler);
    }

    @Nullable
    RequestHandler find(String topic) {
        for (Entry entry : entries) {
            for (String filter : entry.filters) {
                if (Topics.matches(filter, topic)) {
                    return entry.handler;
                }
            }
        }
        return null;
    }
}
