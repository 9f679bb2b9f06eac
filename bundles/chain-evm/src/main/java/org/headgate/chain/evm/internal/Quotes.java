package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.headgate.api.batch.Address;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.ChainUnavailable;
import org.jspecify.annotations.Nullable;

/** What a transaction would take now: nonce, gas, fees. For the chain's thread. */
final class Quotes {
    private final Rpc rpc;
    private final Address account;
    private final Limits limits;
    private final Budget budget;
    private final OpenTransactions open;
    private volatile BigInteger lacking = BigInteger.ZERO;

    /** @param gas that it may use, a fifth more than it would now */
    record Quote(long nonce, long gas, Fees fees) {}

    Quotes(Rpc rpc, Address account, Limits limits, Budget budget, OpenTransactions open) {
        this.rpc = rpc;
        this.account = account;
        this.limits = limits;
        this.budget = budget;
        this.open = open;
    }

    /**
     * Fails with {@link PaymentRefused} where it would revert, with {@link ChainUnavailable} where it cannot be paid.
     *
     * @param counted {@code pending}, or {@code latest} where what waits in a pool is not to be believed
     */
    CompletableFuture<Quote> ask(Order order, String counted) {
        return rpc.ask(
                        Call.estimate(account, order.to(), order.data()),
                        Call.transactionCount(account, counted),
                        Call.block(),
                        Call.priorityFee(),
                        Call.gasPrice(),
                        Call.balance(account))
                .thenApply(answers -> {
                    try {
                        return quote(order, answers);
                    } catch (PaymentRefused | ChainUnavailable e) {
                        throw new CompletionException(e);
                    } catch (MalformedAnswer e) {
                        throw new CompletionException(
                                new ChainUnavailable("rpc_unreachable", "an endpoint answers: " + e.getMessage()));
                    }
                });
    }

    /** In wei, what the account had to hold for what was asked for last; 0 where it held that. For any thread. */
    BigInteger lacking() {
        return lacking;
    }

    private Quote quote(Order order, List<Answer> answers) throws PaymentRefused, ChainUnavailable, MalformedAnswer {
        Answer estimate = answers.get(0);
        if (estimate.isRevert()) {
            throw new PaymentRefused(order.refusals().simulation(), "it would fail: " + estimate.reason());
        }
        BigInteger balance = answers.get(5).quantity();
        if (estimate.failed()) {
            lacking = BigInteger.ONE;
            throw new ChainUnavailable(
                    balance.signum() == 0 ? "gas_account_empty" : "rpc_unreachable",
                    "no endpoint tells the gas it takes: " + estimate.reason());
        }
        long gas = estimate.quantity().longValue() * 6 / 5;
        Fees fees = fees(answers.get(2).result(), answers.get(3), answers.get(4));
        BigInteger cost = fees.cost(gas);
        BigInteger reserved = open.reserved();
        lacking = balance.compareTo(cost.add(reserved)) < 0 ? cost.add(reserved) : BigInteger.ZERO;
        if (lacking.signum() > 0) {
            throw new ChainUnavailable(
                    "gas_account_empty",
                    account + " holds " + balance + " wei, " + lacking + " may be needed; send it some");
        }
        budget.check(reserved.add(cost));
        return new Quote(Math.max(answers.get(1).quantity().longValue(), open.nextNonce()), gas, fees);
    }

    private Fees fees(@Nullable JsonNode block, Answer tip, Answer price) throws ChainUnavailable, MalformedAnswer {
        BigInteger base = baseFee(block);
        return Fees.of(base, priority(tip, price, base), limits.caps())
                .orElseThrow(() -> new ChainUnavailable(
                        "gas_too_dear",
                        "a unit of gas costs " + base + " wei at least, gas.max.fee.gwei allows "
                                + limits.caps().most()));
    }

    /** What is usual; where a node does not tell it, from what it says gas costs in all. */
    static BigInteger priority(Answer tip, Answer price, BigInteger base) throws MalformedAnswer {
        if (!tip.failed()) {
            return tip.quantity();
        }
        return price.failed()
                ? BigInteger.ZERO
                : price.quantity().subtract(base).max(BigInteger.ZERO);
    }

    static BigInteger baseFee(@Nullable JsonNode block) throws MalformedAnswer {
        if (block == null || !block.path("baseFeePerGas").isTextual()) {
            throw new MalformedAnswer("a block without baseFeePerGas");
        }
        return Call.quantity(block.path("baseFeePerGas").textValue());
    }
}
