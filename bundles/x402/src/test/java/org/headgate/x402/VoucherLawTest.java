package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.x402.Samples.units;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of any voucher that is taken, whatever was charged, claimed and put in. */
class VoucherLawTest {
    @Property(tries = 200)
    void taken_isCoveredAboveWhatIsClaimedAndWithinTheOffer(
            @ForAll @IntRange(max = 60) int max,
            @ForAll @IntRange(max = 50) int balance,
            @ForAll @IntRange(max = 40) int claimed,
            @ForAll @IntRange(max = 40) int charged,
            @ForAll @IntRange(max = 20) int amount,
            @ForAll VoucherRule rule) {
        ChannelState state = Samples.state(balance, claimed, charged);
        boolean taken;
        try {
            Samples.SETTLEMENT.check(Samples.pay(max), Samples.batch(amount), state, rule, Samples.NOW);
            taken = true;
        } catch (PaymentRefused e) {
            taken = false;
        }
        BigInteger signed = units(max);
        boolean covered = signed.compareTo(state.balance()) <= 0 && signed.compareTo(state.totalClaimed()) > 0;
        boolean offered =
                rule == VoucherRule.REQUEST ? max == charged + amount : max > charged && max <= charged + amount;
        assertThat(taken).isEqualTo(covered && offered);
    }
}
