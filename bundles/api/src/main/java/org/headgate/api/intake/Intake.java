package org.headgate.api.intake;

import java.util.concurrent.CompletionStage;
import org.headgate.api.message.Message;
import org.osgi.annotation.versioning.ProviderType;

/** The one way in. Safe for any thread. */
@ProviderType
public interface Intake {

    /**
     * Takes a message. Never blocks. The stage completes once the outcome is on disk; only then may the transport acknowledge. Messages of one
     * (transport, address) keep the order of the calls.
     *
     * <p>A {@link Outcome.Refused} that is there at once means that nothing was taken: hold the message back and offer it again after
     * {@link Outcome.Refused#retryAfterMillis()}. One that comes later means that the message is lost to us: do not acknowledge, so that the sender resends.
     * The stage never completes exceptionally. It completes on a thread of the journal: hop to your own.
     */
    CompletionStage<Outcome> accept(Message message);

    /** Tells that the transport finished its exchange (MQTT PUBREL), so that the origin's key may be used again. Completes when synced. */
    CompletionStage<Void> release(long originKey);
}
