package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.concurrent.CompletableFuture;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Abi;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Anchored;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.jspecify.annotations.Nullable;

/** The Ethereum Attestation Service, as far as it notes the time of a hash. */
final class Eas {
    private static final Function NOTE = new Function("timestamp(bytes32)");
    private static final Function NOTED = new Function("getTimestamp(bytes32)");
    private static final Order.Refusals REFUSALS =
            new Order.Refusals("anchor_simulation_failed", "anchor_transaction_failed", "");

    private final @Nullable Address contract;
    private final Rpc rpc;
    private final Outbox outbox;
    private final Address account;

    Eas(@Nullable Address contract, Rpc rpc, Outbox outbox, Address account) {
        this.contract = contract;
        this.rpc = rpc;
        this.outbox = outbox;
        this.account = account;
    }

    /** The contract refuses a root that it has: what is noted already is not sent. */
    CompletableFuture<Anchored> anchor(Hash root) {
        Address eas = contract;
        if (eas == null) {
            return CompletableFuture.failedFuture(new ChainUnavailable(
                    "anchor_missing", "no contract for anchors is known on this network: set anchor.address"));
        }
        Order order = new Order("anchor:" + root, eas, NOTE.call(new Abi().bytes32(root)), new byte[0], REFUSALS);
        return noted(eas, root).thenCompose(at -> at > 0 ? known(order, at) : note(order, eas, root));
    }

    private CompletableFuture<Anchored> known(Order order, long at) {
        return outbox.find(order.purpose())
                .thenApply(sent -> new Anchored(sent.orElse(new Settlement("", 0, BigInteger.ZERO)), at));
    }

    private CompletableFuture<Anchored> note(Order order, Address eas, Hash root) {
        return outbox.submit(order)
                .thenCompose(settlement -> noted(eas, root)
                        .thenCompose(at -> at > 0
                                ? CompletableFuture.completedFuture(new Anchored(settlement, at))
                                : CompletableFuture.failedFuture(new ChainUnavailable(
                                        "rpc_unreachable", "an endpoint is behind the one that noted it; ask again"))));
    }

    /** When, in seconds; 0 where it is not. */
    private CompletableFuture<Long> noted(Address eas, Hash root) {
        return rpc.ask(Call.view(account, eas, NOTED.call(new Abi().bytes32(root))))
                .thenCompose(answers -> {
                    try {
                        return CompletableFuture.completedFuture(
                                answers.get(0).words().uint(0).longValueExact());
                    } catch (MalformedAnswer | ArithmeticException e) {
                        return CompletableFuture.failedFuture(new ChainUnavailable(
                                "anchor_missing",
                                eas + " does not answer as the contract of anchors does: " + e.getMessage()));
                    }
                });
    }
}
