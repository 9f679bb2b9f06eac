package org.headgate.profile.lorawan.frame;

import java.util.Arrays;
import java.util.Optional;

/**
 * A data frame, up or down (LoRaWAN L2 1.0.4 §4.3).
 *
 * @param up from the device
 * @param devAddr the device's address, as a number
 * @param ack whether it acknowledges a confirmed frame
 * @param fCnt the low 16 bits of the frame counter
 * @param options FOpts, up to 15 bytes; enciphered in LoRaWAN 1.1
 * @param fPort 0 to 255, or -1 where there is none
 * @param payload FRMPayload, enciphered; not to be changed
 * @param signed all but the MIC: what the MIC is over; not to be changed
 * @param mic the message integrity code as it was sent, as a number (least significant byte first in the air)
 */
public record DataFrame(
        boolean up,
        boolean confirmed,
        long devAddr,
        boolean ack,
        int fCnt,
        byte[] options,
        int fPort,
        byte[] payload,
        byte[] signed,
        long mic)
        implements PhyPayload {
    private static final int HEADER = 8;
    private static final int MIC = 4;

    static Optional<PhyPayload> read(byte[] bytes, int type) {
        if (bytes.length < HEADER + MIC) {
            return Optional.empty();
        }
        int control = bytes[5] & 0xff;
        int port = HEADER + (control & 0x0f);
        int end = bytes.length - MIC;
        if (port > end) {
            return Optional.empty();
        }
        return Optional.of(new DataFrame(
                type == 2 || type == 4,
                type >= 4,
                Octets.little(bytes, 1, 4),
                (control & 0x20) != 0,
                (int) Octets.little(bytes, 6, 2),
                Arrays.copyOfRange(bytes, HEADER, port),
                port < end ? bytes[port] & 0xff : -1,
                Arrays.copyOfRange(bytes, Math.min(port + 1, end), end),
                Arrays.copyOf(bytes, end),
                Octets.little(bytes, end, MIC)));
    }

    @Override
    public String type() {
        return (confirmed ? "confirmed-" : "data-") + (up ? "up" : "down");
    }
}
