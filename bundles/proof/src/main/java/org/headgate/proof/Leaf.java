package org.headgate.proof;

import org.headgate.api.batch.Hash;
import org.headgate.api.journal.Contribution;

/** Leaf hashes of StandardMerkleTree: {@code keccak256(keccak256(abi.encode(values)))}. */
public final class Leaf {
    private static final byte[] ZEROS = new byte[32];

    private Leaf() {}

    /** Of a contribution: {@code ["uint64","uint64","uint8","uint8","bytes"]}. */
    public static Hash of(Contribution contribution) {
        return of(
                contribution.sequence(),
                contribution.receivedAt(),
                contribution.kind().code(),
                contribution.trust().code(),
                contribution.pack());
    }

    /** Of the parts of a contribution. @param pack canonical SenML-CBOR */
    public static Hash of(long sequence, long receivedAt, int kind, int trust, byte[] pack) {
        byte[] hash = new byte[32];
        write(new Keccak(), sequence, receivedAt, kind, trust, pack, hash, 0);
        return Hash.of(hash);
    }

    /** Of a row of a derived feed: {@code ["uint64","bytes"]}. */
    public static Hash of(long feedSequence, byte[] pack) {
        return of(new Abi().uint(feedSequence).bytes(pack));
    }

    /** Of one {@code bytes32}, as in an anchor. */
    public static Hash of(Hash value) {
        return of(new Abi().bytes32(value));
    }

    /** Of any values. */
    public static Hash of(Abi values) {
        return Hash.of(Keccak.bytes(Keccak.bytes(values.encode())));
    }

    static void write(
            Keccak keccak, long sequence, long receivedAt, int kind, int trust, byte[] pack, byte[] to, int at) {
        byte[] head = new byte[6 * 32];
        Abi.put(head, 0, sequence);
        Abi.put(head, 32, receivedAt);
        Abi.put(head, 64, kind);
        Abi.put(head, 96, trust);
        Abi.put(head, 128, 5 * 32);
        Abi.put(head, 160, pack.length);
        keccak.update(head, 0, head.length);
        keccak.update(pack, 0, pack.length);
        keccak.update(ZEROS, 0, Abi.padded(pack.length) - pack.length);
        keccak.finish(to, at);
        keccak.update(to, at, 32);
        keccak.finish(to, at);
    }
}
