package org.headgate.coverage;

/**
 * How something is sent.
 *
 * @param frequencyHz unsigned
 * @param spreadingFactor of LoRa, 5 to 12; 0 where it is not LoRa
 * @param bandwidthHz 0 where it is not known
 */
public record Radio(long frequencyHz, int spreadingFactor, int bandwidthHz) {

    public boolean lora() {
        return spreadingFactor >= 5 && spreadingFactor <= 12;
    }
}
