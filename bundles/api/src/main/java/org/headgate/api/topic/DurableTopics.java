package org.headgate.api.topic;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The durable topics there are. From memory, safe for any thread. */
@ProviderType
public interface DurableTopics {

    /** Null where there is none of that name. */
    @Nullable
    DurableTopic find(String topic);

    Collection<DurableTopic> list();
}
