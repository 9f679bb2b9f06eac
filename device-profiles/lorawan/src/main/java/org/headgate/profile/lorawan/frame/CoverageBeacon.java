package org.headgate.profile.lorawan.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a gateway sends so that others tell how they hear it: a proprietary LoRaWAN frame, which no network server takes for its own. 40 bytes, most significant
 * first: {@code e0}, {@code "HGB"}, version 1, an empty byte, key id (6), counter (4), entropy (8), signature (16).
 *
 * @param keyId the first six bytes of the gateway's address; not to be changed
 * @param counter counts up with each beacon of the gateway, 32 bits unsigned
 * @param startedAt first half of the entropy: when it was made, seconds since the epoch, 32 bits unsigned
 * @param random second half of the entropy
 * @param signature the first 16 bytes of the gateway's signature of {@link #signed}: who knows the whole signature can tell that it is this one; not to be changed
 */
public record CoverageBeacon(byte[] keyId, long counter, long startedAt, int random, byte[] signature) {
    /** Bytes of the frame. */
    public static final int SIZE = 40;

    /** Bytes of the key id. */
    public static final int KEY_ID = 6;

    /** Bytes of the signature. */
    public static final int SIGNATURE = 16;

    private static final int MAGIC = 0xe048_4742;
    private static final int VERSION = 1;

    /** Empty where it is none, or of a version that is not known. */
    public static Optional<CoverageBeacon> read(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        if (frame.length != SIZE || in.getInt() != MAGIC || in.get() != VERSION || in.get() != 0) {
            return Optional.empty();
        }
        byte[] keyId = new byte[KEY_ID];
        byte[] signature = new byte[SIGNATURE];
        in.get(keyId);
        long counter = Integer.toUnsignedLong(in.getInt());
        long startedAt = Integer.toUnsignedLong(in.getInt());
        int random = in.getInt();
        in.get(signature);
        return Optional.of(new CoverageBeacon(keyId, counter, startedAt, random, signature));
    }

    /** The frame. */
    public byte[] frame() {
        return ByteBuffer.allocate(SIZE).put(signed()).put(signature).array();
    }

    /** What the signature is over: all before it. */
    public byte[] signed() {
        return ByteBuffer.allocate(SIZE - SIGNATURE)
                .putInt(MAGIC)
                .put((byte) VERSION)
                .put((byte) 0)
                .put(keyId)
                .putInt((int) counter)
                .putInt((int) startedAt)
                .putInt(random)
                .array();
    }

    /** The same with a whole signature, of which the first bytes are kept. */
    public CoverageBeacon signedWith(byte[] whole) {
        return new CoverageBeacon(keyId, counter, startedAt, random, Arrays.copyOf(whole, SIGNATURE));
    }
}
