package org.headgate.store;

/** A database that cannot be opened, read or written; the message says why, and what to do. */
public final class StoreUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public StoreUnavailable(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** For example {@code disk_full}, {@code file_corrupt}, {@code read_only}. */
    public String code() {
        return code;
    }
}
