package org.headgate.profile.lorawan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.jspecify.annotations.Nullable;

/**
 * A data frame of a device, deciphered.
 *
 * @param fPort 0 to 255; 0 where the frame carried none
 * @param fCnt the frame counter
 * @param payload FRMPayload, deciphered; may be empty; not to be changed
 * @param time seconds since the epoch, by the server's clock, where that can be right
 * @param object what the server's own codec made of the payload, or null
 * @param normalized measurements in the schema of the LoRaWAN Device Repository (The Things Stack's {@code normalized_payload}), or null
 * @param battery per cent, where this frame carried the answer to DevStatusReq and the server says so with it, or null
 */
public record Uplink(
        EndDevice device,
        int fPort,
        long fCnt,
        boolean confirmed,
        byte[] payload,
        Radio radio,
        OptionalDouble time,
        @Nullable ObjectNode object,
        @Nullable ArrayNode normalized,
        @Nullable Double battery)
        implements ServerEvent {

    /** Whether the server has decoded the payload. */
    public boolean decoded() {
        return object != null || normalized != null;
    }

    /** Whether a codec has work here: bytes that the server has not decoded. */
    public boolean wantsCodec() {
        return payload.length > 0 && !decoded();
    }

    /** A contribution of the device with the frame's time, the device's name and kind; nothing in it yet. */
    public Decoded.Builder contribution(Message message) {
        Decoded.Builder decoded =
                Decoded.of(device.urn(), message).name(device.name()).model(device.kind());
        time.ifPresent(decoded::at);
        return decoded;
    }

    /** Adds {@code radio.rssi}, {@code radio.snr} and {@code radio.sf}, as far as they are told. */
    public void addRadio(Decoded.Builder decoded) {
        radio.bestRssi().ifPresent(rssi -> decoded.number("radio.rssi", "dBm", rssi));
        radio.bestSnr().ifPresent(snr -> decoded.number("radio.snr", "dB", snr));
        if (radio.spreadingFactor() != null) {
            decoded.number("radio.sf", null, radio.spreadingFactor());
        }
    }
}
