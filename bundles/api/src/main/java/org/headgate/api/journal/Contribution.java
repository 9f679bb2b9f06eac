package org.headgate.api.journal;

import java.util.Objects;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.jspecify.annotations.Nullable;

/** One row of the journal, one leaf of a batch. Immutable but for a cache; safe for any thread. */
public final class Contribution {
    private final long sequence;
    private final long receivedAt;
    private final Kind kind;
    private final Trust trust;
    private final byte[] pack;
    private final String device;
    private final boolean adopted;
    private @Nullable SenmlPack senml;

    /**
     * @param sequence from 1, never twice
     * @param receivedAt milliseconds since the epoch; not monotone in sequence
     * @param pack canonical SenML-CBOR, never changed
     * @param device the device's URN
     * @param adopted whether the device was adopted when this was appended; what is not is not sold
     */
    public Contribution(
            long sequence, long receivedAt, Kind kind, Trust trust, byte[] pack, String device, boolean adopted) {
        this.sequence = sequence;
        this.receivedAt = receivedAt;
        this.kind = Objects.requireNonNull(kind);
        this.trust = Objects.requireNonNull(trust);
        this.pack = Objects.requireNonNull(pack);
        this.device = Objects.requireNonNull(device);
        this.adopted = adopted;
    }

    public long sequence() {
        return sequence;
    }

    /** Milliseconds since the epoch. */
    public long receivedAt() {
        return receivedAt;
    }

    public Kind kind() {
        return kind;
    }

    public Trust trust() {
        return trust;
    }

    /** Canonical SenML-CBOR; not to be changed. */
    public byte[] pack() {
        return pack;
    }

    /** The device's URN. */
    public String device() {
        return device;
    }

    public boolean adopted() {
        return adopted;
    }

    /**
     * The pack, read once and kept. To look at every contribution {@link org.headgate.senml.SenmlScan} and {@link SenmlPack#toJson(byte[])} do without
     * records, which take many times the time and six times the bytes.
     */
    public SenmlPack senml() {
        SenmlPack read = senml;
        if (read == null) {
            try {
                read = SenmlPack.fromCanonical(pack);
            } catch (SenmlException e) {
                throw new IllegalStateException(
                        "contribution " + sequence + " holds no canonical pack: " + e.getMessage(), e);
            }
            senml = read;
        }
        return read;
    }
}
