package org.headgate.chain.evm.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.SettlementPending;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers are told of a failure. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Without what stages put around it. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static Throwable told(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof PaymentRefused
                || cause instanceof ChainUnavailable
                || cause instanceof SettlementPending) {
            return cause;
        }
        if (cause instanceof RejectedExecutionException) {
            return stopped();
        }
        if (cause instanceof StoreUnavailable store) {
            return new ChainUnavailable(
                    "books_unavailable", "what is sent cannot be written down: " + store.getMessage());
        }
        LOG.error("A call of the chain failed", cause);
        return new ChainUnavailable("chain_failed", "a fault of the gateway's own, see its log: " + cause);
    }

    static ChainUnavailable stopped() {
        return new ChainUnavailable("chain_stopped", "the bundle that speaks to the chain is being stopped");
    }
}
