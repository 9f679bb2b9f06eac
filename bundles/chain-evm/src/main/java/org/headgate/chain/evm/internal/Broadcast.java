package org.headgate.chain.evm.internal;

import java.io.IOException;
import java.util.Locale;

/**
 * What became of signed bytes that were offered.
 *
 * @param reason the words of the node, or of the connection
 */
record Broadcast(Outcome outcome, String reason) {
    static final Broadcast NOT_SENT = new Broadcast(Outcome.NOT_SENT, "no endpoint could be reached");

    enum Outcome {
        /** In the node's pool, or known there. */
        ACCEPTED,
        /** Nothing went out. */
        NOT_SENT,
        /** It may be in a pool, or not. */
        UNKNOWN,
        /** A transaction of this nonce is in a block. */
        NONCE_USED,
        /** A nonce before it is missing. */
        NONCE_AHEAD,
        NO_FUNDS,
        /** Below what the node or the block asks for. */
        FEE_TOO_LOW,
        /** No node would ever take these bytes. */
        REFUSED
    }

    static Broadcast of(IOException failure) {
        return new Broadcast(
                failure instanceof Endpoint.NotSent ? Outcome.NOT_SENT : Outcome.UNKNOWN,
                String.valueOf(failure.getMessage()));
    }

    /** There is no standard for these words: those of geth, reth, Nethermind, Erigon, Arbitrum and anvil. */
    static Broadcast of(Answer answer) {
        String said = answer.message().toLowerCase(Locale.ROOT);
        Outcome outcome = Outcome.UNKNOWN;
        boolean taken = answer.result() != null && answer.result().isTextual();
        if (taken || said.matches(".*(already known|known transaction|already imported|alreadyknown).*")) {
            outcome = Outcome.ACCEPTED;
        } else if (said.matches(".*(nonce too low|nonce has already been used|oldnonce|nonce is too low).*")) {
            outcome = Outcome.NONCE_USED;
        } else if (said.matches(".*(nonce too high|nonce gap|nonce is too high).*")) {
            outcome = Outcome.NONCE_AHEAD;
        } else if (said.matches(".*(insufficient funds|insufficientfunds).*")) {
            outcome = Outcome.NO_FUNDS;
        } else if (said.matches(".*(underpriced|less than block base fee|fee too low|feetoolow|below the minimum).*")) {
            outcome = Outcome.FEE_TOO_LOW;
        } else if (said.matches(
                ".*(oversized data|intrinsic gas|gas limit|exceeds the configured cap|type not supported|invalid sender).*")) {
            outcome = Outcome.REFUSED;
        }
        return new Broadcast(outcome, answer.failed() || taken ? answer.message() : "it answers no hash");
    }

    /** Whether another endpoint could say nothing better. */
    boolean isFinal() {
        return outcome != Outcome.NOT_SENT && outcome != Outcome.UNKNOWN;
    }

    /** Of two endpoints: what one accepted is accepted, and what one may have taken is not refused. */
    Broadcast and(Broadcast later) {
        if (outcome == Outcome.ACCEPTED) {
            return this;
        }
        boolean unsure = outcome == Outcome.UNKNOWN && later.outcome != Outcome.ACCEPTED;
        return unsure ? this : later;
    }
}
