package org.headgate.profile.sparkplug.internal;

import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/**
 * One metric as it was sent.
 *
 * @param name "" where only the alias is told @param alias, timestamp null where there is none @param datatype 0 where it is left to the birth
 * @param unit the property {@code engUnit}, or "" @param good what the property {@code Quality} says
 * @param value a Long, Float, Double, Boolean, String, byte[], {@link DataSet} or {@link Template}; null where there is none
 */
record Metric(
        String name,
        @Nullable Long alias,
        @Nullable Long timestamp,
        int datatype,
        boolean isTransient,
        boolean isNull,
        String unit,
        boolean good,
        @Nullable Object value) {
    private static final int LARGEST_TYPE = 34;

    static Metric read(Proto proto, int depth, Budget budget) throws MalformedPayload {
        budget.take();
        String name = "";
        Long alias = null;
        Long timestamp = null;
        int datatype = 0;
        boolean isTransient = false;
        boolean isNull = false;
        Properties properties = Properties.NONE;
        Object value = null;
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> name = proto.text();
                case 2 -> alias = proto.number();
                case 3 -> timestamp = proto.number();
                case 4 -> datatype = datatype(proto.number());
                case 6 -> isTransient = proto.flag();
                case 7 -> isNull = proto.flag();
                case 9 -> properties = Properties.read(proto.message(), budget);
                case 10, 11 -> value = proto.number();
                case 12 -> value = proto.float32();
                case 13 -> value = proto.float64();
                case 14 -> value = proto.flag();
                case 15 -> value = proto.text();
                case 16 -> value = proto.bytes();
                case 17 -> value = DataSet.read(proto.message(), budget);
                case 18 -> value = Template.read(proto.message(), depth + 1, budget);
                default -> proto.skip();
            }
        }
        return new Metric(
                name, alias, timestamp, datatype, isTransient, isNull, properties.unit(), properties.good(), value);
    }

    static int datatype(long number) throws MalformedPayload {
        if (number < 0 || number > LARGEST_TYPE) {
            throw new MalformedPayload("unknown_datatype", "there is no datatype " + number);
        }
        return (int) number;
    }
}
