package org.headgate.coverage;

import java.util.Comparator;

/**
 * How something is sent.
 *
 * @param frequencyHz unsigned; 0 where it is not known
 * @param spreadingFactor of LoRa, 5 to 12; 0 where it is not LoRa
 * @param bandwidthHz 0 where it is not known
 */
public record Radio(long frequencyHz, int spreadingFactor, int bandwidthHz) {
    static final Comparator<Radio> ORDER = Comparator.comparing(Radio::frequencyHz, Long::compareUnsigned)
            .thenComparing(Radio::spreadingFactor)
            .thenComparing(Radio::bandwidthHz);

    public boolean frequencyKnown() {
        return frequencyHz != 0;
    }

    public boolean lora() {
        return spreadingFactor >= 5 && spreadingFactor <= 12;
    }
}
