package org.headgate.lora.source.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.headgate.profile.lorawan.frame.DataFrame;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a device's session: what its uplinks are checked and deciphered with (LoRaWAN L2 1.0.4 §4.3.3 and §4.4, LoRaWAN 1.1 §4.4.2). Only for one thread.
 */
final class SessionKeys {
    private static final int MIC = 4;
    private static final int HALF = 2;
    private static final int DATA_RATES = 16;
    private static final int CHANNELS = 96;
    private static final byte SIGNS = 0x49;
    private static final byte ENCIPHERS = 0x01;

    private final Aes forwarding;
    private final @Nullable Aes serving;
    private final Aes network;
    private final Aes application;

    private SessionKeys(Aes forwarding, @Nullable Aes serving, Aes network, Aes application) {
        this.forwarding = forwarding;
        this.serving = serving;
        this.network = network;
        this.application = application;
    }

    /** LoRaWAN 1.0.x. */
    static SessionKeys of(byte[] nwkSKey, byte[] appSKey) {
        Aes network = new Aes(nwkSKey);
        return new SessionKeys(network, null, network, new Aes(appSKey));
    }

    /** LoRaWAN 1.1. */
    static SessionKeys of(byte[] fNwkSIntKey, byte[] sNwkSIntKey, byte[] nwkSEncKey, byte[] appSKey) {
        return new SessionKeys(new Aes(fNwkSIntKey), new Aes(sNwkSIntKey), new Aes(nwkSEncKey), new Aes(appSKey));
    }

    /** Whether the device signed the frame with that counter. @param fCnt all 32 bits */
    boolean signed(DataFrame frame, long fCnt) {
        byte[] sent = ByteBuffer.allocate(MIC)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) frame.mic())
                .array();
        byte[] first = block(SIGNS, frame.devAddr(), fCnt, frame.signed().length);
        byte[] cmac = forwarding.cmac(first, frame.signed());
        if (serving == null) {
            return Arrays.equals(sent, 0, MIC, cmac, 0, MIC);
        }
        return Arrays.equals(sent, HALF, MIC, cmac, 0, HALF) && served(serving, frame, first, sent);
    }

    /**
     * In LoRaWAN 1.1 half of the code is for the serving network alone: it is also over the data rate and channel as the device numbers them, which only that
     * network knows, so all are tried; and, where the frame acknowledges, over a counter that only that network knows: then this half is not looked at.
     */
    private static boolean served(Aes serving, DataFrame frame, byte[] first, byte[] sent) {
        if (frame.ack()) {
            return true;
        }
        for (int dataRate = 0; dataRate < DATA_RATES; dataRate++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                first[3] = (byte) dataRate;
                first[4] = (byte) channel;
                if (Arrays.equals(sent, 0, HALF, serving.cmac(first, frame.signed()), 0, HALF)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** FRMPayload of an uplink. */
    byte[] deciphered(DataFrame frame, long fCnt) {
        Aes key = frame.fPort() == 0 ? network : application;
        return key.stream(block(ENCIPHERS, frame.devAddr(), fCnt, 1), frame.payload());
    }

    private static byte[] block(byte kind, long devAddr, long fCnt, int last) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, kind)
                .putInt(6, (int) devAddr)
                .putInt(10, (int) fCnt)
                .put(15, (byte) last)
                .array();
    }

    @Override
    public String toString() {
        return "SessionKeys";
    }
}
