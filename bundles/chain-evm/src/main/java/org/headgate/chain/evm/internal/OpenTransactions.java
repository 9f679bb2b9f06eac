package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.batch.Address;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.headgate.x402.chain.SettlementPending;

/** The transactions that were written down and are in no block, as far as is known. Changed on the chain's thread; read by any. */
final class OpenTransactions {
    private final Address sender;
    private final long lagNanos;
    private final Map<String, OpenTransaction> all = new ConcurrentHashMap<>();
    private long usedNonce = -1;
    private long usedAt;

    /** @param sender the key of today: there may be some of one before @param lagNanos by which one endpoint may be behind another */
    OpenTransactions(Address sender, long lagNanos) {
        this.sender = sender;
        this.lagNanos = lagNanos;
    }

    void add(OpenTransaction one) {
        all.put(one.sent.order().purpose(), one);
    }

    void remove(OpenTransaction one) {
        all.remove(one.sent.order().purpose());
    }

    /** False where there is none of the purpose. */
    boolean join(String purpose, CompletableFuture<Settlement> settled, long untilNanos) {
        OpenTransaction one = all.get(purpose);
        if (one != null) {
            one.waiters.add(settled, untilNanos);
        }
        return one != null;
    }

    void expire(long now) {
        all.values().forEach(one -> one.waiters.expire(now, () -> pending(one)));
    }

    void giveUp() {
        all.values().forEach(one -> one.waiters.fail(pending(one)));
    }

    int size() {
        return all.size();
    }

    List<OpenTransaction> stuck() {
        return inOrder().stream().filter(one -> one.stuck).toList();
    }

    /** Whether another one may follow: those of the key before it have reached a node, for nodes want no gap in the nonces. */
    boolean hasRoom() {
        List<OpenTransaction> ours = all.values().stream().filter(this::isOurs).toList();
        return ours.size() < Outbox.MOST_OPEN && ours.stream().allMatch(OpenTransaction::isAccepted);
    }

    /** Wei of this key that they may still take. */
    BigInteger reserved() {
        return all.values().stream()
                .filter(this::isOurs)
                .map(one -> one.sent.fees().cost(one.sent.gas()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The least that is free as far as is known here; 0 where nothing is known. */
    long nextNonce() {
        long next = System.nanoTime() - usedAt < lagNanos ? usedNonce + 1 : 0;
        for (OpenTransaction one : all.values()) {
            if (isOurs(one)) {
                next = Math.max(next, one.sent.nonce() + 1);
            }
        }
        return next;
    }

    /** Of this key; -1 where there is none. */
    long lowestNonce() {
        return all.values().stream()
                .filter(this::isOurs)
                .mapToLong(one -> one.sent.nonce())
                .min()
                .orElse(-1);
    }

    /** @param nonce -1 where what was known of used ones is wrong */
    void nonceUsed(long nonce) {
        usedNonce = nonce < 0 ? -1 : Math.max(usedNonce, nonce);
        usedAt = System.nanoTime();
    }

    boolean isOurs(OpenTransaction one) {
        return one.sent.sender().equals(sender);
    }

    /** Those of an earlier key last: they may stay for ever. */
    List<OpenTransaction> inOrder() {
        return all.values().stream()
                .sorted(Comparator.comparing((OpenTransaction one) -> !isOurs(one))
                        .thenComparingLong(one -> one.sent.nonce()))
                .toList();
    }

    private static SettlementPending pending(OpenTransaction one) {
        return new SettlementPending(one.sent.newest().toString());
    }
}
