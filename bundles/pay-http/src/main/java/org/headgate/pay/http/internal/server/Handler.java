package org.headgate.pay.http.internal.server;

import java.util.concurrent.CompletionStage;

/** Answers requests. Called on the server's event loop, must not block it; the stage may complete on any thread. */
@FunctionalInterface
public interface Handler {
    CompletionStage<Answer> answer(Request request);
}
