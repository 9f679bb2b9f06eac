package org.headgate.api.profile;

/** A payload that its profile refuses. The {@link #code()} is stable, the message says what was found, and where. */
public final class MalformedPayload extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public MalformedPayload(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** For example {@code not_json}, {@code number_out_of_range}. */
    public String code() {
        return code;
    }
}
