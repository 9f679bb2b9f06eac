package org.headgate.coverage.internal;

import org.headgate.coverage.Payload;
import org.headgate.coverage.Place;
import org.headgate.coverage.Radio;
import org.jspecify.annotations.Nullable;

/** What a contribution tells that matters here. */
sealed interface Told {

    /** Someone heard something. @param heardAtMillis since the epoch, by the receiver's own clock where it told one */
    record Heard(
            String receiver,
            @Nullable String transmitter,
            Payload payload,
            Radio radio,
            @Nullable Double rssiDbm,
            @Nullable Double snrDb,
            long heardAtMillis)
            implements Told {}

    /** A receiver says where it is. */
    record Located(String receiver, Place place) implements Told {}

    /** A transmitter says what it sent. */
    record Announced(
            Payload payload,
            Radio radio,
            @Nullable Double powerDbm,
            long sentAtMillis,
            @Nullable Long entropyAtMillis) implements Told {}

    /** A gateway sent a beacon of its own. @param eirpDbm what left its antenna */
    record Sent(
            Payload payload,
            Radio radio,
            @Nullable Double eirpDbm,
            long sentAtMillis,
            @Nullable Long entropyAtMillis) implements Told {}

    /** A frame that arrived broken: nobody knows what was sent. */
    record Broken() implements Told {}

    record Nothing() implements Told {}
}
