package org.headgate.api.drop;

/** A dropped file that is not taken. The {@link #code()} is stable; message and {@link #remedy()} are sentences. */
public final class DropRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    public DropRefused(String code, String reason, String remedy) {
        super(reason, null, false, false);
        this.code = code;
        this.remedy = remedy;
    }

    public String code() {
        return code;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }
}
