package org.headgate.x402.chain;

/** The chain cannot be asked, or cannot be sent to, now: what happened and what to do. */
public final class ChainUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public ChainUnavailable(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** For example {@code rpc_unreachable}, {@code gas_too_dear}, {@code gas_account_empty}, {@code chain_id_mismatch}. */
    public String code() {
        return code;
    }
}
