package org.headgate.coverage;

import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A transmission of which it is known what was sent, by whom and from where.
 *
 * @param payload what was to be sent, made again from its entropy where that is known
 * @param powerDbm conducted, without the antenna's gain; null where it is not known
 * @param sentAtMillis since the epoch
 * @param entropyAtMillis when its entropy began to hold, since the epoch; null where it has none
 */
public record Beacon(
        Station transmitter,
        Payload payload,
        Radio radio,
        @Nullable Double powerDbm,
        long sentAtMillis,
        @Nullable Long entropyAtMillis) {
    static final Comparator<Beacon> ORDER = Comparator.comparingLong(Beacon::sentAtMillis)
            .thenComparing(Beacon::transmitter, Station.ORDER)
            .thenComparing(Beacon::payload)
            .thenComparing(Beacon::radio, Radio.ORDER)
            .thenComparing(Beacon::powerDbm, nullsFirst(naturalOrder()))
            .thenComparing(Beacon::entropyAtMillis, nullsFirst(naturalOrder()));
}
