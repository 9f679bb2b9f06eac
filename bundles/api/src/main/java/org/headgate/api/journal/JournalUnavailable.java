package org.headgate.api.journal;

/** The journal cannot read or write now: the disk is full, broken or read-only. The message says which, and what to do. */
public final class JournalUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public JournalUnavailable(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public JournalUnavailable(String code, String message) {
        super(message);
        this.code = code;
    }

    /** For example {@code disk_full}, {@code journal_full}, {@code journal_closed}. */
    public String code() {
        return code;
    }
}
