package org.headgate.x402.chain;

/** Sent, and not seen in a block yet. */
public final class SettlementPending extends Exception {
    private static final long serialVersionUID = 1L;

    private final String transaction;

    public SettlementPending(String transaction) {
        super(
                (transaction.isEmpty() ? "the payment" : "transaction " + transaction) + " is on its way; ask again",
                null,
                false,
                false);
        this.transaction = transaction;
    }

    /** Its hash; empty where that is not known yet. */
    public String transaction() {
        return transaction;
    }
}
