package org.headgate.coverage;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The best and the median of levels, to half a decibel; as small as there are different ones. For one thread. */
final class Levels {
    private static final double LARGEST = 400;

    private final TreeMap<Short, Integer> counts = new TreeMap<>();
    private double best = Double.NEGATIVE_INFINITY;
    private long count;

    void add(double level) {
        double within = Math.max(-LARGEST, Math.min(LARGEST, level));
        counts.merge((short) StrictMath.rint(2 * within), 1, Integer::sum);
        best = Math.max(best, level);
        count++;
    }

    int bins() {
        return counts.size();
    }

    @Nullable
    Double best() {
        return count == 0 ? null : Double.valueOf(best);
    }

    @Nullable
    Double median() {
        long left = (count + 1) / 2;
        for (Map.Entry<Short, Integer> bin : counts.entrySet()) {
            left -= bin.getValue();
            if (left <= 0) {
                return bin.getKey() / 2.0;
            }
        }
        return null;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(best);
        out.writeShort(counts.size());
        for (Map.Entry<Short, Integer> bin : counts.entrySet()) {
            out.writeShort(bin.getKey());
            out.writeInt(bin.getValue());
        }
    }

    static Levels load(DataInput in) throws IOException {
        Levels levels = new Levels();
        levels.best = in.readDouble();
        for (int bins = in.readUnsignedShort(); bins > 0; bins--) {
            short level = in.readShort();
            int count = in.readInt();
            levels.counts.put(level, count);
            levels.count += count;
        }
        return levels;
    }
}
