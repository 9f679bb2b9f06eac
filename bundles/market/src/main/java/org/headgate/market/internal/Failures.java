package org.headgate.market.internal;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why a stage failed. */
final class Failures {
    private Failures() {}

    static @Nullable Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
