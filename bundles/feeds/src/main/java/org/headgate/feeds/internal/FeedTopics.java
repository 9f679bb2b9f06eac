package org.headgate.feeds.internal;

import java.util.Collection;
import java.util.List;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopics;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The topics of all feeds. */
@Component(service = DurableTopics.class)
public final class FeedTopics implements DurableTopics {
    private final GatewayFeeds feeds;

    @Activate
    public FeedTopics(@Reference GatewayFeeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public @Nullable DurableTopic find(String topic) {
        return feeds.topics().get(topic);
    }

    @Override
    public Collection<DurableTopic> list() {
        return List.copyOf(feeds.topics().values());
    }
}
