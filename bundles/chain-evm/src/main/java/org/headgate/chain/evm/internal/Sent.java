package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.PaymentChain.Settlement;

/**
 * A transaction of ours: one row of {@code chain_transaction}. Immutable.
 *
 * @param raw signed bytes of the newest attempt
 * @param attempts hashes, the newest last: all of one nonce, one of them can be in a block
 * @param createdAt milliseconds since the epoch
 * @param refusal code of what is wrong with it, or of why it is void
 * @param gasCost in wei, of what is in a block
 */
record Sent(
        Order order,
        Address sender,
        long nonce,
        long gas,
        Fees fees,
        byte[] raw,
        List<Hash> attempts,
        State state,
        long createdAt,
        Hash hash,
        long block,
        BigInteger gasCost,
        String refusal) {

    enum State {
        /** Written down; it may have been sent. */
        OPEN,
        /** In a block, and did what it should. */
        DONE,
        /** In a block, without effect. */
        REVERTED,
        /** In a block, without the event that it should have. */
        EVENT_MISSING,
        /** In no block and never to be: all nodes refused it, or another took its nonce. */
        VOID
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    Hash newest() {
        return attempts.get(attempts.size() - 1);
    }

    Sent replaced(Fees higher, byte[] signed, Hash newest) {
        List<Hash> all = new ArrayList<>(attempts);
        all.add(newest);
        return new Sent(
                order,
                sender,
                nonce,
                gas,
                higher,
                signed,
                List.copyOf(all),
                state,
                createdAt,
                hash,
                block,
                gasCost,
                refusal);
    }

    Sent mined(Receipt receipt) {
        State end =
                !receipt.succeeded() ? State.REVERTED : receipt.holds(order.event()) ? State.DONE : State.EVENT_MISSING;
        String code = switch (end) {
            case REVERTED -> order.refusals().transaction();
            case EVENT_MISSING -> order.refusals().event();
            default -> "";
        };
        return new Sent(
                order,
                sender,
                nonce,
                gas,
                fees,
                new byte[0],
                attempts,
                end,
                createdAt,
                receipt.transaction(),
                receipt.block(),
                receipt.cost(),
                code);
    }

    /** It came to nothing. @param why the code of it */
    Sent ended(String why) {
        return new Sent(
                order,
                sender,
                nonce,
                gas,
                fees,
                new byte[0],
                attempts,
                State.VOID,
                createdAt,
                newest(),
                0,
                BigInteger.ZERO,
                why);
    }

    Settlement settlement() {
        return new Settlement(hash.toString(), block, gasCost);
    }

    PaymentRefused refused() {
        return new PaymentRefused(
                refusal,
                "transaction " + hash + " is in block " + block
                        + (state == State.REVERTED ? " but failed there" : " without the transfer that it was for"));
    }
}
