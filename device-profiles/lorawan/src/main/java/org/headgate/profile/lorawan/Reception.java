package org.headgate.profile.lorawan;

import org.jspecify.annotations.Nullable;

/**
 * How one gateway heard a frame.
 *
 * @param gateway its EUI or its name at the server
 * @param rssi dBm, or null
 * @param snr dB, or null
 */
public record Reception(
        String gateway, @Nullable Double rssi, @Nullable Double snr) {}
