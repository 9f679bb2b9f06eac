package org.headgate.senml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A resolved SenML pack in canonical order: records in time order, ties in the sender's order. Immutable, safe for any thread.
 *
 * <p>The canonical bytes are deterministic CBOR (RFC 8949 §4.2.1) with integer labels; JSON and CBOR input lead to the same bytes.
 */
public final class SenmlPack {
    private final List<SenmlRecord> records;
    private final byte[] cbor;

    private SenmlPack(List<SenmlRecord> records, byte[] cbor) {
        this.records = records;
        this.cbor = cbor;
    }

    /** Sorts and checks; refuses an empty pack, a bad name, a number out of range. */
    public static SenmlPack of(List<SenmlRecord> records) throws SenmlException {
        if (records.isEmpty()) {
            throw new SenmlException("empty_pack", "a pack without a record that says something");
        }
        if (records.size() > Limits.RECORDS) {
            throw new SenmlException(
                    "too_large", records.size() + " records, at most " + Limits.RECORDS + " are accepted");
        }
        List<SenmlRecord> sorted = new ArrayList<>(records.size());
        boolean ordered = true;
        for (SenmlRecord record : records) {
            SenmlRecord checked = Rules.record(record);
            ordered &= sorted.isEmpty() || sorted.get(sorted.size() - 1).time() <= checked.time();
            sorted.add(checked);
        }
        if (!ordered) {
            sorted.sort(Comparator.comparingDouble(SenmlRecord::time));
        }
        List<SenmlRecord> canonical = List.copyOf(sorted);
        return new SenmlPack(canonical, CborWriter.write(canonical));
    }

    /**
     * Reads {@code application/senml+json}, resolves base fields and times.
     *
     * @param receivedAt milliseconds since the epoch, what relative times resolve against
     */
    public static SenmlPack readJson(byte[] body, long receivedAt) throws SenmlException {
        return of(resolveJson(body, receivedAt));
    }

    /** Reads {@code application/senml+cbor}, resolves base fields and times against {@code receivedAt} (milliseconds since the epoch). */
    public static SenmlPack readCbor(byte[] body, long receivedAt) throws SenmlException {
        return of(resolveCbor(body, receivedAt));
    }

    /** The records of {@code application/senml+json}, resolved, their names not checked: for who renames them, and then makes a pack with {@link #of}. */
    public static List<SenmlRecord> resolveJson(byte[] body, long receivedAt) throws SenmlException {
        Resolver resolver = Resolver.at(receivedAt);
        JsonReader.read(body, 0, body.length, resolver);
        return List.copyOf(resolver.records());
    }

    /** The same of {@code application/senml+cbor}. */
    public static List<SenmlRecord> resolveCbor(byte[] body, long receivedAt) throws SenmlException {
        Resolver resolver = Resolver.at(receivedAt);
        CborReader.read(body, resolver);
        return List.copyOf(resolver.records());
    }

    /**
     * Reads JSON that is resolved already, as {@link #toJson()} writes it, from a part of an array: every time is absolute, however small. Refuses base
     * fields and records without time.
     */
    public static SenmlPack readResolvedJson(byte[] json, int from, int length) throws SenmlException {
        Resolver resolver = Resolver.resolved();
        JsonReader.read(json, from, length, resolver);
        return of(resolver.records());
    }

    /** Reads canonical bytes, exactly as {@link #toCbor()} writes them; anything else is refused with {@code not_canonical}. */
    public static SenmlPack fromCanonical(byte[] cbor) throws SenmlException {
        SenmlPack pack;
        try {
            Resolver resolver = Resolver.resolved();
            CborReader.read(cbor, resolver);
            pack = of(resolver.records());
        } catch (SenmlException e) {
            throw new SenmlException("not_canonical", e.code() + ": " + e.getMessage());
        }
        int difference = Arrays.mismatch(cbor, pack.cbor);
        if (difference >= 0) {
            throw new SenmlException("not_canonical", "differs from its canonical form at byte " + difference);
        }
        return pack;
    }

    /** At least one. */
    public List<SenmlRecord> records() {
        return records;
    }

    /** The canonical bytes; not to be changed. */
    public byte[] toCbor() {
        return cbor;
    }

    /** {@code application/senml+json} of the resolved records, UTF-8. */
    public byte[] toJson() {
        return toJson(cbor);
    }

    /** As {@link #toJson()}, of canonical bytes, which are trusted to be some: no record is made of them. */
    public static byte[] toJson(byte[] canonical) {
        return JsonWriter.write(canonical);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SenmlPack pack && Arrays.equals(cbor, pack.cbor);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cbor);
    }

    @Override
    public String toString() {
        return "SenmlPack[" + records.size() + " records, " + cbor.length + " bytes]";
    }
}
