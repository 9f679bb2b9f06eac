package org.headgate.profile.sparkplug.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.UnitText;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/** Adds what metrics say to a contribution (datatypes: Sparkplug 3.0 §6.4.16). */
final class MetricValues {
    private static final int LARGEST_DATA = 4096;
    private static final double EXACT = 9.007199254740992e15;

    private final Decoded.Builder decoded;
    private final long receivedAt;
    private final @Nullable Long sentAt;
    private int uncertain;
    private int skipped;

    MetricValues(Decoded.Builder decoded, long receivedAt, @Nullable Long sentAt) {
        this.decoded = decoded;
        this.receivedAt = receivedAt;
        this.sentAt = sentAt;
    }

    /** Metrics that the node itself calls not good. */
    int uncertain() {
        return uncertain;
    }

    /** Values that do not fit: no number, too many bytes. */
    int skipped() {
        return skipped;
    }

    void add(String quantity, Metric metric, int datatype, String unit) throws MalformedPayload {
        if (metric.isNull() || metric.isTransient() || metric.value() == null) {
            return;
        }
        if (!metric.good()) {
            uncertain++;
            return;
        }
        decoded.at(time(metric.timestamp()));
        value(quantity, datatype, unit, metric.value());
    }

    private double time(@Nullable Long told) {
        Long millis = told == null ? sentAt : told;
        OptionalDouble time = millis == null ? OptionalDouble.empty() : DeviceTime.of(millis / 1000.0, receivedAt);
        return time.orElse(receivedAt / 1000.0);
    }

    private void value(String quantity, int datatype, String unit, Object value) throws MalformedPayload {
        switch (datatype) {
            case 1 -> number(quantity, unit, (byte) whole(quantity, value));
            case 2 -> number(quantity, unit, (short) whole(quantity, value));
            case 3 -> number(quantity, unit, (int) whole(quantity, value));
            case 4 -> large(quantity, unit, Long.toString(whole(quantity, value)));
            case 5 -> number(quantity, unit, whole(quantity, value) & 0xff);
            case 6 -> number(quantity, unit, whole(quantity, value) & 0xffff);
            case 7 -> number(quantity, unit, whole(quantity, value) & 0xffffffffL);
            case 8 -> large(quantity, unit, Long.toUnsignedString(whole(quantity, value)));
            case 9, 10 -> real(quantity, unit, value);
            case 11 -> decoded.flag(quantity, flag(quantity, value));
            case 12, 14, 15 -> Values.text(decoded, quantity, text(quantity, value));
            case 13 -> large(quantity, "ms", Long.toUnsignedString(whole(quantity, value)));
            case 16 -> table(quantity, value);
            case 17, 18 -> data(quantity, value);
            case 19 -> template(quantity, value);
            default -> {
                if (datatype < 22) {
                    throw new MalformedPayload(
                            "unknown_datatype",
                            "the datatype " + datatype + " of " + quantity + " is none of a metric");
                }
                data(quantity, value);
            }
        }
    }

    private void number(String quantity, String unit, double value) throws MalformedPayload {
        Values.number(decoded, quantity, UnitText.find(unit), value);
    }

    /** What a number of SenML cannot hold exactly is kept as text. */
    private void large(String quantity, String unit, String digits) throws MalformedPayload {
        double value = Double.parseDouble(digits);
        Scale scale = UnitText.find(unit);
        double largest = Math.abs(value)
                * (scale == null ? 1 : Math.max(1, scale.factor().doubleValue()));
        if (largest < EXACT) {
            number(quantity, unit, value);
        } else {
            decoded.text(quantity, digits);
        }
    }

    private void real(String quantity, String unit, Object value) throws MalformedPayload {
        double real;
        if (value instanceof Float single) {
            // As it is written, not as it is widened: 21.1 and not 21.100000381469727.
            real = Float.isFinite(single) ? new BigDecimal(single.toString()).doubleValue() : Double.NaN;
        } else if (value instanceof Double other) {
            real = other;
        } else {
            throw wrong(quantity, "a real number");
        }
        if (Double.isFinite(real)) {
            number(quantity, unit, real);
        } else {
            skipped++;
        }
    }

    private void data(String quantity, Object value) throws MalformedPayload {
        if (!(value instanceof byte[] data)) {
            throw wrong(quantity, "bytes");
        }
        if (data.length > LARGEST_DATA) {
            skipped++;
        } else {
            decoded.data(quantity, data);
        }
    }

    private void table(String quantity, Object value) throws MalformedPayload {
        if (!(value instanceof DataSet table)) {
            throw wrong(quantity, "a data set");
        }
        for (int r = 0; r < table.rows().size(); r++) {
            String place = table.rows().size() == 1 ? quantity : Names.join(quantity, Integer.toString(r + 1));
            List<@Nullable Object> row = table.rows().get(r);
            for (int c = 0; c < row.size(); c++) {
                Object cell = row.get(c);
                int type = table.types().get(c);
                if (type < 1 || type > 15) {
                    throw new MalformedPayload("dataset_broken", "the datatype " + type + " is none of a column");
                }
                if (cell != null) {
                    value(Names.join(place, table.columns().get(c)), type, "", cell);
                }
            }
        }
    }

    private void template(String quantity, Object value) throws MalformedPayload {
        if (!(value instanceof Template template)) {
            throw wrong(quantity, "a template");
        }
        if (template.isDefinition()) {
            return;
        }
        for (Metric metric : template.metrics()) {
            if (metric.datatype() == 0 || metric.name().isEmpty()) {
                throw new MalformedPayload(
                        "template_broken", "a member of the template " + quantity + " has no name or no datatype");
            }
            add(Names.join(quantity, metric.name()), metric, metric.datatype(), metric.unit());
        }
    }

    private static long whole(String quantity, Object value) throws MalformedPayload {
        if (value instanceof Long number) {
            return number;
        }
        throw wrong(quantity, "a whole number");
    }

    private static boolean flag(String quantity, Object value) throws MalformedPayload {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(quantity, "a boolean");
    }

    private static String text(String quantity, Object value) throws MalformedPayload {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(quantity, "text");
    }

    private static MalformedPayload wrong(String quantity, String expected) {
        return new MalformedPayload(
                "wrong_value", "the datatype of " + quantity + " says " + expected + ", the value is none");
    }
}
