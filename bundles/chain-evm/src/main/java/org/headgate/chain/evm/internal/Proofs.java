package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.headgate.api.batch.Hash;
import org.headgate.chain.evm.internal.Facilitated.Job;
import org.headgate.x402.Authorization;
import org.headgate.x402.chain.ChainUnavailable;
import org.jspecify.annotations.Nullable;

/** Reads from the chain what became of a payment that another sent. */
final class Proofs {
    /** Blocks of one question: free endpoints take no more. */
    private static final long STEP = 500;

    /** So many questions: a payment is settled, or is no more good, soon after it was signed. */
    private static final int MOST_STEPS = 16;

    private static final long LONG_SECONDS = TimeUnit.HOURS.toSeconds(1);

    private final Rpc rpc;
    private final Token token;

    Proofs(Rpc rpc, Token token) {
        this.rpc = rpc;
        this.token = token;
    }

    /**
     * The chain at one moment.
     *
     * @param time of its newest block, in seconds since the epoch
     * @param used whether the authorization was used, or cancelled
     * @param receipt of the transaction that was asked for; null where it is in no block
     */
    record Look(
            long block, long time, boolean used, @Nullable Receipt receipt) {

        /** The contract takes the signature no more. */
        boolean isPast(Authorization signed) {
            return signed.validBefore().compareTo(BigInteger.valueOf(time)) <= 0;
        }

        boolean isLongPast(Authorization signed) {
            return signed.validBefore().compareTo(BigInteger.valueOf(time - LONG_SECONDS)) <= 0;
        }
    }

    CompletableFuture<Look> look(Job job) {
        return look(job, Hash.ZERO);
    }

    CompletableFuture<Look> look(Job job, Hash transaction) {
        return rpc.ask(Call.block(), token.used(job.token(), job.signed()), Call.receipt(transaction))
                .thenApply(answers -> {
                    try {
                        JsonNode head = answers.get(0).result();
                        String time = head == null ? "" : head.path("timestamp").asText("");
                        JsonNode receipt = answers.get(2).result();
                        return new Look(
                                Watch.number(answers.get(0)),
                                Call.quantity(time).longValueExact(),
                                answers.get(1).words().uint(0).signum() != 0,
                                receipt == null || !receipt.isObject() ? null : Receipt.read(transaction, receipt));
                    } catch (MalformedAnswer | RuntimeException e) {
                        throw unread(e);
                    }
                });
    }

    /** The receipt of the transaction that used the authorization, in the blocks behind one and up to another; null where none did. */
    CompletableFuture<@Nullable Receipt> search(Job job, long behind, long upTo) {
        return search(job, behind + 1, upTo, MOST_STEPS);
    }

    private CompletableFuture<@Nullable Receipt> search(Job job, long from, long upTo, int steps) {
        if (from > upTo || steps == 0) {
            return CompletableFuture.completedFuture(null);
        }
        long to = Math.min(upTo, from + STEP - 1);
        return rpc.ask(Call.logs(job.token(), Receipt.usedTopics(job.signed()), from, to))
                .thenCompose(answers -> {
                    JsonNode logs = answers.get(0).result();
                    Hash transaction = logs == null || logs.isEmpty() ? null : transaction(logs.get(0));
                    return transaction == null
                            ? search(job, to + 1, upTo, steps - 1)
                            : look(job, transaction).<@Nullable Receipt>thenApply(look -> {
                                Receipt receipt = look.receipt();
                                return receipt != null && receipt.proves(job.token(), job.signed()) ? receipt : null;
                            });
                });
    }

    private static @Nullable Hash transaction(JsonNode log) {
        try {
            return Hash.parse(log.path("transactionHash").asText(""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static CompletionException unread(Exception why) {
        return new CompletionException(new ChainUnavailable(
                "rpc_unreachable", "an endpoint does not tell what became of the payment: " + why.getMessage()));
    }
}
