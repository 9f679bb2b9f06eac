package org.headgate.coverage;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.TreeSet;

/**
 * How many different names there were: exact up to 256, beyond that estimated from the 256 smallest hashes (Bar-Yossef and others, Counting distinct elements in a data
 * stream, 2002). For one thread.
 */
final class Distinct {
    private static final int KEPT = 256;
    private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x0000_0100_0000_01b3L;

    private final TreeSet<Long> smallest = new TreeSet<>();
    private boolean more;

    void add(String name) {
        long hash = hash(name);
        if (smallest.size() < KEPT || hash < smallest.last()) {
            smallest.add(hash);
        } else if (hash > smallest.last()) {
            more = true;
        }
        if (smallest.size() > KEPT) {
            smallest.pollLast();
            more = true;
        }
    }

    long count() {
        return more ? Math.round((KEPT - 1) / (smallest.last() / 0x1p63)) : smallest.size();
    }

    int kept() {
        return smallest.size();
    }

    /** 63 bits, spread evenly: FNV-1a, and behind it the last mixing of SplitMix64. */
    static long hash(String name) {
        long hash = FNV_BASIS;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d0_49bb_1331_11ebL;
        return (hash ^ hash >>> 31) >>> 1;
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(more);
        out.writeShort(smallest.size());
        for (long hash : smallest) {
            out.writeLong(hash);
        }
    }

    static Distinct load(DataInput in) throws IOException {
        Distinct distinct = new Distinct();
        distinct.more = in.readBoolean();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            distinct.smallest.add(in.readLong());
        }
        return distinct;
    }
}
