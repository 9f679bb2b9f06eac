package org.headgate.profile.bthome.internal;

import java.util.Arrays;
import java.util.Optional;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleAddress;

/**
 * BTHome service data: a byte about the device, then objects, or their encrypted form with a counter and an integrity code (bthome.io/format, bthome.io/encryption).
 *
 * @param address the device's own address, where it is told in the data
 * @param body objects; where encrypted: what they were encrypted to, four bytes that count, four that prove
 */
record Frame(int information, Optional<BleAddress> address, byte[] body) {
    static final int COUNTER = 4;
    static final int MIC = 4;

    private static final int ENCRYPTED = 1;
    /** Reserved in the published format; the format's own parser reads it so, and devices send it. */
    private static final int WITH_ADDRESS = 2;

    private static final int TRIGGERED = 4;
    private static final int ADDRESS = 6;

    static Frame parse(byte[] data) throws MalformedPayload {
        if (data.length == 0) {
            throw new MalformedPayload("truncated", "service data without a byte");
        }
        int information = data[0] & 0xff;
        if (information >> 5 != 2) {
            throw new MalformedPayload(
                    "version_unsupported", "version " + (information >> 5) + " of BTHome; only version 2 is read");
        }
        boolean withAddress = (information & WITH_ADDRESS) != 0;
        int body = withAddress ? 1 + ADDRESS : 1;
        int least = (information & ENCRYPTED) != 0 ? body + 1 + COUNTER + MIC : body;
        if (data.length < least) {
            throw new MalformedPayload("truncated", data.length + " bytes, at least " + least + " belong here");
        }
        Optional<BleAddress> address = withAddress ? address(data) : Optional.empty();
        return new Frame(information, address, Arrays.copyOfRange(data, body, data.length));
    }

    /** Low byte first. */
    private static Optional<BleAddress> address(byte[] data) {
        long value = 0;
        for (int i = ADDRESS; i > 0; i--) {
            value = value << 8 | data[i] & 0xff;
        }
        return BleAddress.of(value, BleAddress.Type.UNTOLD);
    }

    boolean isEncrypted() {
        return (information & ENCRYPTED) != 0;
    }

    /** Whether it speaks when something happens, and not regularly. */
    boolean isTriggered() {
        return (information & TRIGGERED) != 0;
    }

    /** Of an encrypted one: an unsigned number, low byte first. */
    long counter() {
        long counter = 0;
        for (int i = 0; i < COUNTER; i++) {
            counter |= (body[body.length - MIC - COUNTER + i] & 0xffL) << 8 * i;
        }
        return counter;
    }

    /** Address, UUID, information and counter, as they are on the air; the address as it is written. */
    byte[] nonce(BleAddress device) {
        byte[] nonce = Arrays.copyOf(device.bytes(), 13);
        nonce[6] = (byte) 0xd2;
        nonce[7] = (byte) 0xfc;
        nonce[8] = (byte) information;
        System.arraycopy(body, body.length - MIC - COUNTER, nonce, 9, COUNTER);
        return nonce;
    }

    /** What was encrypted, and the code behind it. */
    byte[] sealed() {
        byte[] sealed = Arrays.copyOf(body, body.length - COUNTER);
        System.arraycopy(body, body.length - MIC, sealed, sealed.length - MIC, MIC);
        return sealed;
    }
}
