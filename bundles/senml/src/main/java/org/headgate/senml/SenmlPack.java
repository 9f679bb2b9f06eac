package org.headgate.senml;

import java.util.List;

/**
 * A resolved SenML pack in canonical order: records in time order, ties in the sender's order. Immutable, safe for any thread.
 *
 * <p>The canonical bytes are deterministic CBOR (RFC 8949 §4.2.1) with integer labels; JSON and CBOR input lead to the same bytes.
 */
public final class SenmlPack {
    private final List<SenmlRecord> records;

    private SenmlPack(List<SenmlRecord> records) {
        this.records = records;
    }

    /** Sorts and checks; refuses an empty pack, a bad name, a number out of range. */
    public static SenmlPack of(List<SenmlRecord> records) throws SenmlException {
        return new SenmlPack(List.copyOf(records));
    }

    /**
     * Reads {@code application/senml+json}, resolves base fields and times.
     *
     * @param receivedAt milliseconds since the epoch, what relative times resolve against
     */
    public static SenmlPack readJson(byte[] body, long receivedAt) throws SenmlException {
        throw new SenmlException("not_senml", "");
    }

    /** Reads {@code application/senml+cbor}, resolves base fields and times against {@code receivedAt} (milliseconds since the epoch). */
    public static SenmlPack readCbor(byte[] body, long receivedAt) throws SenmlException {
        throw new SenmlException("not_senml", "");
    }

    /** Reads canonical bytes, exactly as {@link #toCbor()} writes them; anything else is refused with {@code not_canonical}. */
    public static SenmlPack fromCanonical(byte[] cbor) throws SenmlException {
        throw new SenmlException("not_canonical", "");
    }

    /** At least one. */
    public List<SenmlRecord> records() {
        return records;
    }

    /** The canonical bytes. */
    public byte[] toCbor() {
        return new byte[0];
    }

    /** {@code application/senml+json} of the resolved records, UTF-8. */
    public byte[] toJson() {
        return new byte[0];
    }
}
