package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.concurrent.CompletableFuture;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Abi;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.jspecify.annotations.Nullable;

/** The Ethereum Attestation Service, as far as it notes the time of a hash. */
final class Anchors {
    private static final Function NOTE = new Function("timestamp(bytes32)");
    private static final Function NOTED = new Function("getTimestamp(bytes32)");

    private final @Nullable Address contract;
    private final Rpc rpc;
    private final Outbox outbox;
    private final Address account;

    Anchors(@Nullable Address contract, Rpc rpc, Outbox outbox, Address account) {
        this.contract = contract;
        this.rpc = rpc;
        this.outbox = outbox;
        this.account = account;
    }

    /** The contract refuses a root that it has: what is noted already is not sent. */
    CompletableFuture<Settlement> anchor(Hash root) {
        Address eas = contract;
        if (eas == null) {
            return CompletableFuture.failedFuture(new ChainUnavailable(
                    "anchor_missing", "no contract for anchors is known on this network: set anchor.address"));
        }
        Order order = new Order(
                "anchor:" + root,
                eas,
                NOTE.call(new Abi().bytes32(root)),
                new byte[0],
                new Order.Refusals("anchor_simulation_failed", "anchor_transaction_failed", ""));
        return rpc.ask(Call.view(account, eas, NOTED.call(new Abi().bytes32(root))))
                .thenCompose(answers -> {
                    try {
                        boolean noted = answers.get(0).words().uint(0).signum() != 0;
                        return noted
                                ? outbox.find(order.purpose())
                                        .thenApply(sent -> sent.orElse(new Settlement("", 0, BigInteger.ZERO)))
                                : outbox.submit(order);
                    } catch (MalformedAnswer e) {
                        return CompletableFuture.failedFuture(new ChainUnavailable(
                                "anchor_missing",
                                "the contract at anchor.address, " + eas + ", does not answer as EAS does: "
                                        + e.getMessage()));
                    }
                });
    }
}
