package org.headgate.profiles.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.api.message.Message;
import org.headgate.api.profile.ProfileProperties;
import org.headgate.api.topic.TopicFilter;

/** What is known of a profile that is not in use: by what its messages could be told. */
record Hint(String id, List<String> transports, List<TopicFilter> topics, List<String> markers) {
    private static final int LOOKED_AT = 4096;

    /** @param attributes those of a capability in the namespace {@link ProfileProperties#NAMESPACE} */
    static Hint of(Map<String, ?> attributes) {
        return new Hint(
                String.valueOf(attributes.get(ProfileProperties.ID)),
                Installed.strings(attributes.get(ProfileProperties.TRANSPORTS)),
                filters(Installed.strings(attributes.get(ProfileProperties.TOPICS))),
                Installed.strings(attributes.get(ProfileProperties.MARKERS)));
    }

    /** 0 where nothing speaks for it. */
    int score(Message message) {
        if (!transports.isEmpty() && !transports.contains(message.transport())) {
            return 0;
        }
        int score = topics.stream().anyMatch(filter -> filter.matches(message.address())) ? 4 : 0;
        if (!markers.isEmpty()) {
            int looked = Math.min(message.payload().length, LOOKED_AT);
            String payload = new String(message.payload(), 0, looked, StandardCharsets.ISO_8859_1);
            score += (int) markers.stream().filter(payload::contains).limit(3).count();
        }
        return score;
    }

    private static List<TopicFilter> filters(List<String> texts) {
        List<TopicFilter> filters = new ArrayList<>();
        for (String text : texts) {
            try {
                filters.add(TopicFilter.of(text));
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        return List.copyOf(filters);
    }
}
