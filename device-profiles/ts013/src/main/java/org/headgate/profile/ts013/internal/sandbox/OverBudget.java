package org.headgate.profile.ts013.internal.sandbox;

/** Ends a script. An {@code Error}, since Rhino lets no script catch one. */
final class OverBudget extends Error {
    private static final long serialVersionUID = 1L;

    private final String code;

    OverBudget(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
