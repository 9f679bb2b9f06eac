package org.headgate.proof;

/** Something that proves nothing: a stable {@link #code()}, and in the message what was found. */
public final class ProofException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public ProofException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** For example {@code signature_invalid}, {@code multiproof_malformed}, {@code document_malformed}. */
    public String code() {
        return code;
    }
}
