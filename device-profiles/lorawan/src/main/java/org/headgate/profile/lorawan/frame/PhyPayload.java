package org.headgate.profile.lorawan.frame;

import java.util.Optional;

/** A LoRaWAN frame as it is in the air, of version 1.0.x or 1.1 (LoRaWAN L2 1.0.4 and LoRaWAN 1.1, §4). What is enciphered stays so. */
public sealed interface PhyPayload
        permits DataFrame,
                PhyPayload.JoinRequest,
                PhyPayload.JoinAccept,
                PhyPayload.RejoinRequest,
                PhyPayload.Proprietary {
    /** MHDR and MIC, which every frame has but for proprietary ones. */
    int LEAST = 5;

    /** For people and for packs: {@code join-request}, {@code data-up}, and so on. */
    String type();

    /**
     * Reads the shape of a frame; it takes no key, so it says nothing of whether the frame is genuine. Empty where the bytes have the shape of no LoRaWAN frame.
     *
     * @param bytes the whole PHYPayload, not to be changed later
     */
    static Optional<PhyPayload> parse(byte[] bytes) {
        if (bytes.length == 0 || (bytes[0] & 0x03) != 0) {
            return Optional.empty();
        }
        int type = (bytes[0] & 0xff) >> 5;
        if (type == 7) {
            return Optional.of(new Proprietary());
        }
        if (bytes.length < LEAST) {
            return Optional.empty();
        }
        return switch (type) {
            case 0 -> JoinRequest.read(bytes);
            case 1 -> JoinAccept.read(bytes);
            case 6 -> RejoinRequest.read(bytes);
            default -> DataFrame.read(bytes, type);
        };
    }

    /** A device asks to join. EUIs as numbers, most significant byte first. */
    record JoinRequest(long joinEui, long devEui, int devNonce) implements PhyPayload {
        private static final int LENGTH = 23;

        static Optional<PhyPayload> read(byte[] bytes) {
            return bytes.length == LENGTH
                    ? Optional.of(new JoinRequest(
                            Octets.eui(bytes, 1), Octets.eui(bytes, 9), (int) Octets.little(bytes, 17, 2)))
                    : Optional.empty();
        }

        @Override
        public String type() {
            return "join-request";
        }
    }

    /** A network lets a device in; all of it is enciphered. */
    record JoinAccept() implements PhyPayload {
        private static final int SHORT = 17;
        private static final int LONG = 33;

        static Optional<PhyPayload> read(byte[] bytes) {
            return bytes.length == SHORT || bytes.length == LONG ? Optional.of(new JoinAccept()) : Optional.empty();
        }

        @Override
        public String type() {
            return "join-accept";
        }
    }

    /** A device of LoRaWAN 1.1 asks to join again. */
    record RejoinRequest(long devEui) implements PhyPayload {
        private static final int WITH_NET_ID = 19;
        private static final int WITH_JOIN_EUI = 24;

        static Optional<PhyPayload> read(byte[] bytes) {
            int kind = bytes[1] & 0xff;
            if ((kind == 0 || kind == 2) && bytes.length == WITH_NET_ID) {
                return Optional.of(new RejoinRequest(Octets.eui(bytes, 5)));
            }
            return kind == 1 && bytes.length == WITH_JOIN_EUI
                    ? Optional.of(new RejoinRequest(Octets.eui(bytes, 10)))
                    : Optional.empty();
        }

        @Override
        public String type() {
            return "rejoin-request";
        }
    }

    /** Of no standard. */
    record Proprietary() implements PhyPayload {
        @Override
        public String type() {
            return "proprietary";
        }
    }
}
