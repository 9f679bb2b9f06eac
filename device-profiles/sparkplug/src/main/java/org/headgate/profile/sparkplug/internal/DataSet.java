package org.headgate.profile.sparkplug.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/** A table (Sparkplug 3.0 §6.4.11): each row has a value, which may be null, for each column. */
record DataSet(List<String> columns, List<Integer> types, List<List<@Nullable Object>> rows) {

    static DataSet read(Proto proto, Budget budget) throws MalformedPayload {
        long count = -1;
        List<String> columns = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> count = proto.number();
                case 2 -> {
                    budget.take();
                    columns.add(proto.text());
                }
                case 3 -> types(proto, types, budget);
                case 4 -> rows.add(row(proto.message(), budget));
                default -> proto.skip();
            }
        }
        if (types.size() != columns.size() || count >= 0 && count != columns.size()) {
            throw new MalformedPayload(
                    "dataset_broken", columns.size() + " columns of a data set with " + types.size() + " types");
        }
        for (List<@Nullable Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new MalformedPayload(
                        "dataset_broken", "a row of " + row.size() + " values in " + columns.size() + " columns");
            }
        }
        return new DataSet(columns, types, rows);
    }

    private static void types(Proto proto, List<Integer> types, Budget budget) throws MalformedPayload {
        if (!proto.isPacked()) {
            budget.take();
            types.add(Metric.datatype(proto.number()));
            return;
        }
        Proto packed = proto.message();
        while (packed.hasMore()) {
            budget.take();
            types.add(Metric.datatype(packed.packed()));
        }
    }

    private static List<@Nullable Object> row(Proto proto, Budget budget) throws MalformedPayload {
        budget.take();
        List<@Nullable Object> row = new ArrayList<>();
        while (proto.next()) {
            if (proto.field() == 1) {
                budget.take();
                row.add(value(proto.message()));
            } else {
                proto.skip();
            }
        }
        return row;
    }

    private static @Nullable Object value(Proto proto) throws MalformedPayload {
        Object value = null;
        while (proto.next()) {
            switch (proto.field()) {
                case 1, 2 -> value = proto.number();
                case 3 -> value = proto.float32();
                case 4 -> value = proto.float64();
                case 5 -> value = proto.flag();
                case 6 -> value = proto.text();
                default -> proto.skip();
            }
        }
        return value;
    }
}
