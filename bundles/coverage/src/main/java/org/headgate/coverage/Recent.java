package org.headgate.coverage;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What came last, up to a number; what was put in first makes room. For one thread. */
final class Recent<K, V> {
    private final Map<K, V> kept = new LinkedHashMap<>();
    private final int most;
    private long forgotten;

    Recent(int most) {
        this.most = most;
    }

    V get(K key, Supplier<V> otherwise) {
        V known = kept.get(key);
        if (known == null) {
            known = otherwise.get();
            put(key, known);
        }
        return known;
    }

    void put(K key, V value) {
        kept.remove(key);
        kept.put(key, value);
        if (kept.size() > most) {
            kept.remove(kept.keySet().iterator().next());
            forgotten++;
        }
    }

    void save(DataOutput out, Saved.Writer<K> keys, Saved.Writer<V> values) throws IOException {
        out.writeInt(kept.size());
        for (Map.Entry<K, V> entry : kept.entrySet()) {
            keys.write(entry.getKey(), out);
            values.write(entry.getValue(), out);
        }
    }

    void load(DataInput in, Saved.Reader<K> keys, Saved.Reader<V> values) throws IOException {
        kept.clear();
        for (int left = in.readInt(); left > 0; left--) {
            put(keys.read(in), values.read(in));
        }
    }

    long forgotten() {
        return forgotten;
    }
}
