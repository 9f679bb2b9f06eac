package org.headgate.api.topic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Publishes on the gateway's own topics, as the gateway. Safe for any thread. */
@ProviderType
public interface TopicPublisher {

    /** Routes to those who are subscribed and may read it. Completes when a retained message is synced; at once where it is not retained. An empty retained payload removes. */
    CompletionStage<Void> publish(Publication publication);

    /** @param properties MQTT 5 user properties, in order */
    record Publication(
            String topic,
            byte[] payload,
            String contentType,
            boolean retain,
            List<Map.Entry<String, String>> properties) {}
}
