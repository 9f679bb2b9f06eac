package org.headgate.profile.lorawan;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A device's answer to DevStatusReq (LoRaWAN 1.0.4 §5.5).
 *
 * @param time seconds since the epoch, by the server's clock, where that can be right
 * @param battery per cent, or null where the device cannot tell
 * @param external whether it has power from outside
 * @param margin SNR in dB of the request, as the device heard it, or null
 */
public record DeviceStatus(
        EndDevice device,
        OptionalDouble time,
        @Nullable Double battery,
        boolean external,
        @Nullable Integer margin) implements ServerEvent {}
