package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Which code something is refused with. */
final class Refusals {
    private Refusals() {}

    static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PaymentRefused.class,
                        refused -> org.assertj.core.api.Assertions.assertThat(refused.code())
                                .as(refused.getMessage())
                                .isEqualTo(code));
    }
}
