package org.headgate.api.topic;

import java.util.concurrent.CompletionStage;
import org.headgate.api.access.Principal;
import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: answers what buyers ask by publishing, on the topics that the service property {@link #TOPICS} names. */
@ConsumerType
public interface RequestHandler {
    /** Service property: topic filters, all below {@code feeds/}. */
    String TOPICS = "headgate.request.topics";

    /** Whether something can be asked for on the topic now: buyers who may not read are pointed to its offer. From memory; called on an event loop. */
    boolean serves(String topic);

    /**
     * Called on an event loop: does not block. What the stage completes with is told to the buyer after the acknowledgement, so it completes when what it tells
     * is synced. Fails with {@link RequestRefused}. The same request may come again: after a reconnect, or because the answer was lost.
     */
    CompletionStage<Reply> handle(Request request);

    /** @param client by which the buyer is connected @param payload 64 KiB at most @param contentType empty where none was given */
    record Request(Principal.Buyer buyer, String client, String topic, byte[] payload, String contentType) {}

    record Reply(byte[] payload, String contentType) {}

    /** A request that is not answered; the message says why, and what to do. */
    final class RequestRefused extends Exception {
        private static final long serialVersionUID = 1L;

        private final Kind kind;
        private final String code;

        public RequestRefused(Kind kind, String code, String message) {
            super(message, null, false, false);
            this.kind = kind;
            this.code = code;
        }

        public Kind kind() {
            return kind;
        }

        /** Stable. */
        public String code() {
            return code;
        }

        public enum Kind {
            /** Cannot be read. */
            MALFORMED,
            NOT_AUTHORIZED,
            /** A limit: may be tried again later. */
            LIMIT,
            /** Anything else that stands against it now. */
            NOT_NOW
        }
    }
}
