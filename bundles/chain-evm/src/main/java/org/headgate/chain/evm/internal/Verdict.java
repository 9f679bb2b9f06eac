package org.headgate.chain.evm.internal;

import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** What an outside facilitator says to a payment. */
sealed interface Verdict {

    /** It is good; or it was sent, as it says. @param transaction null for a payment that was only looked at */
    record Good(@Nullable Hash transaction) implements Verdict {}

    /** It is not taken. @param code of the protocol @param reason for people */
    record Bad(String code, String reason) implements Verdict {}

    /** It was sent, and is in no block yet. @param transaction null where it names none */
    record Sent(@Nullable Hash transaction) implements Verdict {}

    /** It does not say. @param code {@code facilitator_unreachable} or {@code facilitator_refused} @param reason for people */
    record Silent(String code, String reason) implements Verdict {}
}
