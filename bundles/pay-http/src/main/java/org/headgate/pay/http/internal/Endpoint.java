package org.headgate.pay.http.internal;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;

/** What answers at one kind of address. Never blocks. */
interface Endpoint {
    Set<String> methods();

    CompletionStage<Answer> answer(Request request);
}
