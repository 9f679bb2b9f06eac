package org.headgate.senml;

/** A pack that is refused: a stable {@link #code()}, and in the message what was found and where. */
public final class SenmlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public SenmlException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** For example {@code number_out_of_range}, {@code not_senml}, {@code name_invalid}. */
    public String code() {
        return code;
    }
}
