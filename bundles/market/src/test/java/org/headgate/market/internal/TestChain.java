package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.Deposit;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.Bill;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain;
import org.headgate.x402.chain.SettlementPending;

/**
 * A chain in memory that keeps the rules of the real one: a nonce is used once, a claim is never above what was signed or is there, each refund has its nonce. What is asked
 * next can be made to fail before it is done, or to be done and never answered.
 */
final class TestChain implements PaymentChain {
    enum Fault {
        NOTHING_SENT,
        SENT_AND_SILENT,
        /** Sent, and in no block yet when the answer is given. */
        PENDING,
        SILENT
    }

    static final BigInteger GAS = BigInteger.valueOf(21_000);

    final Map<Address, BigInteger> balances = new HashMap<>();
    final Map<Hash, Channel> channels = new HashMap<>();
    final Deque<Fault> faults = new ArrayDeque<>();
    final Map<Address, BigInteger> sweepable = new HashMap<>();
    BigInteger swept = BigInteger.ZERO;
    BigInteger refunded = BigInteger.ZERO;
    int sent;

    /** Transactions of others. */
    private int others;

    int claimsSent;
    /** How often channels were looked at. */
    int looks;
    /** When looks at channels are answered. */
    CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);

    boolean dead;
    Runnable before = () -> {};
    final Set<Hash> cursed = new HashSet<>();

    private final ContractDomain token;
    private final BatchSettlement settlement;
    private final Map<String, Settlement> settled = new HashMap<>();
    private final Set<Hash> nonces = new HashSet<>();
    private long seenAt;

    TestChain(ContractDomain token) {
        this.token = token;
        this.settlement = BatchSettlement.canonical(token.network());
    }

    @FunctionalInterface
    private interface Step {
        void run() throws PaymentRefused;
    }

    @Override
    public Network network() {
        return token.network();
    }

    @Override
    public synchronized View view() {
        return new View(block(), seenAt, Optional.empty());
    }

    synchronized void seen(long millis) {
        seenAt = millis;
    }

    @Override
    public synchronized CompletionStage<ContractDomain> domain(Address asset) {
        if (dead) {
            return unreachable();
        }
        return asset.equals(token.contract())
                ? CompletableFuture.completedFuture(token)
                : CompletableFuture.failedFuture(
                        new PaymentRefused("asset_not_deployed_contract", "there is no contract at " + asset));
    }

    @Override
    public synchronized CompletionStage<Void> verify(Bill bill, ExactPayment payment) {
        if (dead) {
            return unreachable();
        }
        if (nonces.contains(payment.authorization().nonce())) {
            return refused("invalid_exact_evm_nonce_already_used");
        }
        return balance(payment.payer()).compareTo(payment.authorization().value()) < 0
                ? refused("invalid_exact_evm_insufficient_balance")
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Settlement> settle(Bill bill, ExactPayment payment) {
        return once("settle " + payment.payload(), () -> {
            if (!nonces.add(payment.authorization().nonce())) {
                throw new PaymentRefused("invalid_exact_evm_nonce_already_used", "used");
            }
            move(payment.payer(), payment.authorization().value(), "invalid_exact_evm_transaction_failed");
        });
    }

    @Override
    public synchronized CompletionStage<Channel> channel(Hash id) {
        looks++;
        return dead ? unreachable() : answers.thenApply(now -> known(id));
    }

    @Override
    public synchronized CompletionStage<Settlement> deposit(Bill bill, ChannelPayment.OpenOrTopUp payment) {
        before.run();
        ChannelConfig config = payment.config();
        Deposit deposit = payment.deposit();
        Hash id = settlement.channelId(config);
        return once("deposit " + id + Hash.of(java.util.Arrays.copyOf(deposit.signature(), 32)), () -> {
            move(config.payer(), deposit.amount(), "invalid_batch_settlement_evm_deposit_transaction_failed");
            Channel before = known(id);
            channels.put(
                    id,
                    new Channel(
                            before.balance().add(deposit.amount()),
                            before.totalClaimed(),
                            before.withdrawRequestedAt(),
                            before.withdrawAmount(),
                            before.refundNonce(),
                            block()));
        });
    }

    @Override
    public synchronized CompletionStage<Settlement> claim(List<Claim> claims) {
        return once("claim " + sent + claims, () -> {
            if (claims.stream().anyMatch(claim -> cursed.contains(settlement.channelId(claim.config())))) {
                throw new PaymentRefused("invalid_batch_settlement_evm_claim_simulation_failed", "reverted");
            }
            claims.forEach(this::claim);
            claimsSent++;
        });
    }

    @Override
    public synchronized CompletionStage<Settlement> sweep(Address receiver, Address asset) {
        return once("sweep " + sent, () -> {
            BigInteger claimed = sweepable.remove(receiver);
            if (claimed == null) {
                throw new PaymentRefused("invalid_batch_settlement_evm_nothing_to_settle", "nothing");
            }
            swept = swept.add(claimed);
        });
    }

    @Override
    public synchronized CompletionStage<Settlement> refund(
            ChannelConfig config, BigInteger nonce, BigInteger amount, Optional<Claim> last) {
        Hash id = settlement.channelId(config);
        return once("refund " + id + nonce, () -> {
            last.ifPresent(this::claim);
            Channel before = known(id);
            BigInteger given = amount.min(before.balance().subtract(before.totalClaimed()));
            if (!before.refundNonce().equals(nonce)) {
                throw new PaymentRefused("invalid_batch_settlement_evm_refund_transaction_failed", "nonce");
            }
            balances.merge(config.payer(), given, BigInteger::add);
            refunded = refunded.add(given);
            channels.put(
                    id,
                    new Channel(
                            before.balance().subtract(given),
                            before.totalClaimed(),
                            0,
                            BigInteger.ZERO,
                            nonce.add(BigInteger.ONE),
                            block()));
        });
    }

    @Override
    public CompletionStage<Anchored> anchor(Hash root) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("no anchors here"));
    }

    /** The payer gives notice. */
    synchronized void requestWithdraw(Hash id, long seconds) {
        others++;
        Channel c = known(id);
        channels.put(
                id,
                new Channel(
                        c.balance(),
                        c.totalClaimed(),
                        seconds,
                        c.balance().subtract(c.totalClaimed()),
                        c.refundNonce(),
                        block()));
    }

    synchronized void finishWithdraw(Hash id) {
        others++;
        Channel c = known(id);
        channels.put(id, new Channel(c.totalClaimed(), c.totalClaimed(), 0, BigInteger.ZERO, c.refundNonce(), block()));
    }

    synchronized BigInteger balance(Address of) {
        return balances.getOrDefault(of, BigInteger.ZERO);
    }

    synchronized void fault(Fault fault) {
        faults.add(fault);
    }

    /** What is read of a block never changes, as on a chain: who comes late with an older state is known by it. */
    private int block() {
        return sent + others;
    }

    private Channel known(Hash id) {
        return channels.getOrDefault(
                id, new Channel(BigInteger.ZERO, BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.ZERO, block()));
    }

    private void claim(Claim claim) {
        Hash id = settlement.channelId(claim.config());
        Channel c = known(id);
        if (claim.totalClaimed().compareTo(claim.voucher().maxClaimable()) > 0
                || claim.totalClaimed().compareTo(c.balance()) > 0) {
            throw new AssertionError("claims more than is signed or there: " + claim);
        }
        if (claim.totalClaimed().compareTo(c.totalClaimed()) > 0) {
            sweepable.merge(
                    claim.config().receiver(), claim.totalClaimed().subtract(c.totalClaimed()), BigInteger::add);
            channels.put(
                    id,
                    new Channel(
                            c.balance(),
                            claim.totalClaimed(),
                            c.withdrawRequestedAt(),
                            c.withdrawAmount(),
                            c.refundNonce(),
                            block()));
        }
    }

    private void move(Address from, BigInteger amount, String code) throws PaymentRefused {
        if (balance(from).compareTo(amount) < 0) {
            throw new PaymentRefused(code, "reverted");
        }
        balances.put(from, balance(from).subtract(amount));
    }

    private CompletionStage<Settlement> once(String key, Step step) {
        if (dead) {
            return unreachable();
        }
        Fault fault = faults.poll();
        if (fault == Fault.NOTHING_SENT) {
            return unreachable();
        }
        if (fault == Fault.SILENT) {
            return new CompletableFuture<>();
        }
        if (!settled.containsKey(key)) {
            try {
                step.run();
            } catch (PaymentRefused e) {
                return CompletableFuture.failedFuture(e);
            }
            sent++;
            settled.put(key, new Settlement("0x%064x".formatted(sent), block(), GAS));
        }
        if (fault == Fault.PENDING) {
            return CompletableFuture.failedFuture(
                    new SettlementPending(settled.get(key).transaction()));
        }
        return fault == Fault.SENT_AND_SILENT
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(settled.get(key));
    }

    private static <T> CompletionStage<T> refused(String code) {
        return CompletableFuture.failedFuture(new PaymentRefused(code, code));
    }

    private static <T> CompletionStage<T> unreachable() {
        return CompletableFuture.failedFuture(new ChainUnavailable("rpc_unreachable", "no endpoint answers"));
    }
}
