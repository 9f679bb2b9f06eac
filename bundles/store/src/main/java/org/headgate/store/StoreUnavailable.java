package org.headgate.store;

/** A database that cannot be opened, read or written; the message says why, and what to do. */
public final class StoreUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public StoreUnavailable(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public StoreUnavailable(String code, String message) {
        super(message);
        this.code = code;
    }

    /** {@code disk_full}, {@code queue_full}, {@code in_use}, {@code file_corrupt}, {@code io_error}, {@code closed}, {@code readers_busy}, {@code interrupted}, {@code mark_unreadable}. */
    public String code() {
        return code;
    }
}
