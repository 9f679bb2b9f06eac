package org.headgate.pay.http.internal.server;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The body of an answer that comes in parts: the next is asked for when the client has taken the one before, so that no more than one is ever in memory. */
@FunctionalInterface
public interface Body {

    /** The next part, not empty; null at the end. Must not block; where the stage fails, the connection ends in the middle, so that the client sees that something is missing. */
    CompletionStage<byte @Nullable []> next();
}
