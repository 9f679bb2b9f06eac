package org.headgate.lora.source.internal;

import java.util.OptionalLong;
import org.headgate.profile.lorawan.frame.DataFrame;
import org.jspecify.annotations.Nullable;

/**
 * A device whose session keys the operator gave, and how far its frame counter is. Only the low 16 bits of the counter are in the air: the rest is tried, and the
 * keys say which is right (LoRaWAN L2 1.0.4 §4.3.1.5). Only for one thread.
 *
 * @see KeyFile
 */
final class Session {
    /** Of the upper 16 bits so many values are tried: a million frames may have been missed. */
    private static final int MOST_TURNS = 16;

    private static final int TURN = 0x1_0000;
    private static final long LAST = 0xffff_ffffL;

    private final long devEui;
    private final long devAddr;
    private final @Nullable String name;
    private final SessionKeys keys;
    private final String print;
    private long counter = -1;

    /** @param print tells this session from a later one of the same device; no key can be read from it */
    Session(long devEui, long devAddr, @Nullable String name, SessionKeys keys, String print) {
        this.devEui = devEui;
        this.devAddr = devAddr;
        this.name = name;
        this.keys = keys;
        this.print = print;
    }

    /** What became of a frame that has this session's address. */
    enum Verdict {
        /** New, and signed by the device. */
        GENUINE,
        /** Signed by the device, and the newest known: heard by another gateway, or again. */
        KNOWN,
        /** An older counter: a replay, or the device began anew with the same keys. */
        REPLAYED,
        /** Of another device with the same address, or forged. */
        FOREIGN
    }

    /** A frame that was looked at. @param counter all 32 bits, where the device signed it @param payload deciphered, where it is genuine */
    record Checked(Verdict verdict, long counter, byte[] payload) {
        private static final byte[] NOTHING = {};

        static Checked of(Verdict verdict, long counter) {
            return new Checked(verdict, counter, NOTHING);
        }
    }

    Checked check(DataFrame frame) {
        OptionalLong newer = signedAbove(frame);
        if (newer.isPresent()) {
            counter = newer.getAsLong();
            return new Checked(Verdict.GENUINE, counter, keys.deciphered(frame, counter));
        }
        for (long turn = 0; turn <= 1; turn++) {
            long older = (Math.max(counter, 0) & ~0xffffL | frame.fCnt()) - turn * TURN;
            if (older >= 0 && older <= counter && keys.signed(frame, older)) {
                return Checked.of(older == counter ? Verdict.KNOWN : Verdict.REPLAYED, older);
            }
        }
        return Checked.of(Verdict.FOREIGN, -1);
    }

    private OptionalLong signedAbove(DataFrame frame) {
        long candidate = Math.max(counter, 0) & ~0xffffL | frame.fCnt();
        if (candidate <= counter) {
            candidate += TURN;
        }
        for (int turn = 0; turn < MOST_TURNS && candidate <= LAST; turn++, candidate += TURN) {
            if (keys.signed(frame, candidate)) {
                return OptionalLong.of(candidate);
            }
        }
        return OptionalLong.empty();
    }

    /** Goes on from where it was; never back. */
    void resume(long from) {
        counter = Math.max(counter, Math.min(from, LAST));
    }

    /** The newest counter, or -1. */
    long counter() {
        return counter;
    }

    long devEui() {
        return devEui;
    }

    long devAddr() {
        return devAddr;
    }

    @Nullable
    String name() {
        return name;
    }

    String print() {
        return print;
    }
}
