package org.headgate.profile.wifi;

import java.util.Optional;
import java.util.regex.Pattern;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;

/**
 * An access point that a device found.
 *
 * @param bssid its address: twelve hexadecimal digits, bytes parted by {@code :} or {@code -} or not
 * @param ssid the network's name, or ""; looked at only, never kept
 * @param channel its number, as IEEE 802.11 counts
 * @param rssi in dBm
 */
public record AccessPoint(String bssid, String ssid, int channel, int rssi) {
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9A-Fa-f]{2}(?:([:-]?)[0-9A-Fa-f]{2})(?:\\1[0-9A-Fa-f]{2}){4}");
    private static final long MEGAHERTZ = 1_000_000;
    private static final int NO_MANUFACTURER = 2;
    private static final int GROUP = 1;

    /**
     * The sighting, of the device that found it. Empty where its owner asks not to be mapped, where the address is not of a manufacturer, or where something cannot be right.
     *
     * @param receiver as the device's family begins a contribution of it
     */
    public Optional<Decoded> sighting(Decoded.Builder receiver) {
        if (!ADDRESS.matcher(bssid).matches() || rssi >= 0 || rssi < -127 || isPrivate() || asksNotToBeMapped()) {
            return Optional.empty();
        }
        receiver.text("technology", "wifi").transmitter(DeviceUrn.mac(bssid)).number("rssi", "dBm", rssi);
        long frequency = frequency();
        if (frequency > 0) {
            receiver.number("channel", null, channel).number("freq", "Hz", frequency);
        }
        return Optional.of(receiver.build());
    }

    private boolean isPrivate() {
        return (Character.digit(bssid.charAt(1), 16) & (NO_MANUFACTURER | GROUP)) != 0
                || bssid.replaceAll("[0:-]", "").isEmpty();
    }

    /** As the services ask for that map networks. */
    private boolean asksNotToBeMapped() {
        return ssid.endsWith("_nomap") || ssid.contains("_optout");
    }

    /** IEEE 802.11-2020 §15.4.4.3, §17.3.8.4.2; 0 for a number that neither band has. */
    private long frequency() {
        if (channel >= 1 && channel <= 13) {
            return (2407 + 5L * channel) * MEGAHERTZ;
        }
        if (channel == 14) {
            return 2484 * MEGAHERTZ;
        }
        return channel >= 32 && channel <= 177 ? (5000 + 5L * channel) * MEGAHERTZ : 0;
    }
}
