package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Abi;
import org.headgate.proof.Keccak;
import org.headgate.x402.Authorization;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.BatchSettlement.ClaimEntry;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.Deposit;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.Voucher;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Channel;
import org.headgate.x402.chain.PaymentChain.Claim;
import org.headgate.x402.chain.PaymentChain.Settlement;

/** Channels of the contract that x402 calls batch settlement. */
final class Channels {
    static final String PREFIX = "invalid_batch_settlement_evm_";
    private static final String CONFIG = "(address,address,address,address,address,uint40,bytes32)";
    private static final Function CHANNELS = new Function("channels(bytes32)");
    private static final Function WITHDRAWALS = new Function("pendingWithdrawals(bytes32)");
    private static final Function REFUND_NONCE = new Function("refundNonce(bytes32)");
    private static final Function RECEIVERS = new Function("receivers(address,address)");
    private static final Function DEPOSIT = new Function("deposit(" + CONFIG + ",uint128,address,bytes)");
    private static final Function CLAIM =
            new Function("claimWithSignature(((" + CONFIG + ",uint128),bytes,uint128)[],bytes)");
    private static final Function SETTLE = new Function("settle(address,address)");
    private static final Function REFUND = new Function("refundWithSignature(" + CONFIG + ",uint128,uint256,bytes)");
    private static final Function MULTICALL = new Function("multicall(bytes[])");

    private final BatchSettlement settlement;
    private final Rpc rpc;
    private final Outbox outbox;
    private final Signer signer;

    Channels(BatchSettlement settlement, Rpc rpc, Outbox outbox, Signer signer) {
        this.settlement = settlement;
        this.rpc = rpc;
        this.outbox = outbox;
        this.signer = signer;
    }

    CompletableFuture<Channel> find(Hash id) {
        return rpc.ask(
                        Call.block(),
                        view(CHANNELS.call(new Abi().bytes32(id))),
                        view(WITHDRAWALS.call(new Abi().bytes32(id))),
                        view(REFUND_NONCE.call(new Abi().bytes32(id))))
                .thenApply(answers -> {
                    try {
                        Words channel = answers.get(1).words();
                        Words withdrawal = answers.get(2).words();
                        return new Channel(
                                channel.uint(0),
                                channel.uint(1),
                                withdrawal.uint(1).longValueExact(),
                                withdrawal.uint(0),
                                answers.get(3).words().uint(0),
                                Watch.number(answers.get(0)));
                    } catch (MalformedAnswer | ArithmeticException e) {
                        throw new CompletionException(unread(e));
                    }
                });
    }

    /** What makes a deposit one. */
    String purpose(ChannelConfig config, Deposit deposit) {
        return "deposit:" + settlement.channelId(config) + ":" + Keccak.hash(deposit.collectorData());
    }

    /** What the payer signed for it. */
    Authorization authorization(ChannelConfig config, Deposit deposit) {
        return deposit.authorization(config.payer(), settlement.collector(), settlement.channelId(config));
    }

    CompletableFuture<Settlement> deposit(ChannelConfig config, Deposit deposit) {
        Abi arguments = words(config)
                .uint(deposit.amount())
                .address(settlement.collector())
                .bytes(deposit.collectorData());
        return submit(purpose(config, deposit), "deposit", DEPOSIT.call(arguments));
    }

    CompletableFuture<Settlement> claim(List<Claim> claims) {
        Optional<PaymentRefused> foreign = claims.stream()
                .map(Claim::config)
                .filter(config -> !config.receiverAuthorizer().equals(signer.address()))
                .findFirst()
                .map(config -> refused(
                        "receiver_authorizer_mismatch",
                        "claims are signed by " + signer.address() + ", the channel's authorizer is "
                                + config.receiverAuthorizer()));
        if (foreign.isPresent()) {
            return CompletableFuture.failedFuture(foreign.get());
        }
        return submit("claim:" + settlement.claimDigest(entries(claims)), "claim", claimCall(claims));
    }

    /** What is claimed once more is another order: the purpose holds the sum. */
    CompletableFuture<Settlement> sweep(Address receiver, Address token) {
        return rpc.ask(view(RECEIVERS.call(new Abi().address(receiver).address(token))))
                .thenCompose(answers -> {
                    BigInteger claimed;
                    BigInteger settled;
                    try {
                        claimed = answers.get(0).words().uint(0);
                        settled = answers.get(0).words().uint(1);
                    } catch (MalformedAnswer e) {
                        return CompletableFuture.failedFuture(unread(e));
                    }
                    if (claimed.compareTo(settled) <= 0) {
                        return CompletableFuture.failedFuture(refused(
                                "nothing_to_settle",
                                "all of the " + claimed + " claimed for " + receiver + " is with him"));
                    }
                    return submit(
                            "sweep:" + receiver + ":" + token + ":" + claimed,
                            "settle",
                            SETTLE.call(new Abi().address(receiver).address(token)));
                });
    }

    CompletableFuture<Settlement> refund(
            ChannelConfig config, BigInteger refundNonce, BigInteger amount, Optional<Claim> last) {
        Hash id = settlement.channelId(config);
        byte[] signature = signer.sign(settlement.refundDigest(id, refundNonce, amount));
        byte[] refund = REFUND.call(words(config).uint(amount).uint(refundNonce).bytes(signature));
        byte[] data = last.map(claim -> MULTICALL.call(new Abi()
                        .array(new Abi().bytes(claimCall(List.of(claim))).bytes(refund))))
                .orElse(refund);
        return submit("refund:" + id + ":" + refundNonce, "refund", data);
    }

    private byte[] claimCall(List<Claim> claims) {
        Abi rows = new Abi();
        for (Claim claim : claims) {
            Voucher voucher = claim.voucher();
            rows.tuple(words(claim.config())
                    .uint(voucher.maxClaimable())
                    .bytes(voucher.signature())
                    .uint(claim.totalClaimed()));
        }
        return CLAIM.call(new Abi().array(rows).bytes(signer.sign(settlement.claimDigest(entries(claims)))));
    }

    private List<ClaimEntry> entries(List<Claim> claims) {
        return claims.stream()
                .map(claim -> new ClaimEntry(
                        settlement.channelId(claim.config()), claim.voucher().maxClaimable(), claim.totalClaimed()))
                .toList();
    }

    private CompletableFuture<Settlement> submit(String purpose, String step, byte[] data) {
        String code = PREFIX + step;
        return outbox.submit(new Order(
                purpose,
                settlement.contract(),
                data,
                new byte[0],
                new Order.Refusals(code + "_simulation_failed", code + "_transaction_failed", "")));
    }

    private static Abi words(ChannelConfig config) {
        return new Abi()
                .address(config.payer())
                .address(config.payerAuthorizer())
                .address(config.receiver())
                .address(config.receiverAuthorizer())
                .address(config.token())
                .uint(config.withdrawDelay())
                .bytes32(config.salt());
    }

    private Call view(byte[] data) {
        return Call.view(signer.address(), settlement.contract(), data);
    }

    private ChainUnavailable unread(Exception why) {
        return new ChainUnavailable(
                "settlement_missing",
                settlement.contract() + " does not answer as the contract of channels does: " + why.getMessage());
    }

    private static PaymentRefused refused(String code, String message) {
        return new PaymentRefused(PREFIX + code, message);
    }
}
