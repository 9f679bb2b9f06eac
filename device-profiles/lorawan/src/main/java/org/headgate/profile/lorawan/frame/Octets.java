package org.headgate.profile.lorawan.frame;

/** LoRaWAN sends the least significant byte first. */
final class Octets {
    private static final int EUI = 8;

    private Octets() {}

    static long little(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }

    static long eui(byte[] bytes, int from) {
        return little(bytes, from, EUI);
    }
}
