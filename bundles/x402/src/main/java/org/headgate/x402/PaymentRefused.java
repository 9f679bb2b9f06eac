package org.headgate.x402;

/** A payment that is not taken: the protocol's {@link #code()} for programs, and in the message what was found and what was asked for. */
public final class PaymentRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Not x402 at all: bad base64, bad JSON, a field that is missing or of the wrong type. Over HTTP this is a 400, all others a 402. */
    public static final String MALFORMED = "invalid_payload";

    private final String code;

    public PaymentRefused(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** For example {@code invalid_exact_evm_recipient_mismatch}. */
    public String code() {
        return code;
    }

    public boolean isMalformed() {
        return code.equals(MALFORMED);
    }
}
