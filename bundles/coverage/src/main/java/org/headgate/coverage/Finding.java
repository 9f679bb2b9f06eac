package org.headgate.coverage;

import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param passed null where it was not judged: the rule set has no such rule, or something that it takes is not known
 * @param threshold null where the rule set has no such rule, or what gives the threshold is not known
 * @param observed null where it is not known
 */
public record Finding(
        Check check,
        @Nullable Boolean passed,
        @Nullable Value threshold,
        @Nullable Value observed) {

    /** The rule set has no such rule. */
    static Finding noRule(Check check) {
        return new Finding(check, null, null, null);
    }

    static Finding of(Check check, boolean passed, Value threshold, Value observed) {
        return new Finding(check, passed, threshold, observed);
    }

    /** Something that it takes is not known. */
    static Finding unknown(Check check, @Nullable Value threshold, @Nullable Value observed) {
        return new Finding(check, null, threshold, observed);
    }

    public boolean failed() {
        return Boolean.FALSE.equals(passed);
    }
}
