package org.headgate.senml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the fields of a pack as they come and makes resolved records of them (RFC 8428 §4.6). For one pack, on one thread. */
final class Resolver {
    /** Times below are relative (RFC 8428 §4.5.3). */
    private static final double ABSOLUTE = 1 << 28;

    private static final int VERSION = 10;

    private final double now;
    private final boolean resolved;
    private final List<SenmlRecord> records = new ArrayList<>();

    private String baseName = "";
    private @Nullable String baseUnit;
    private double baseTime;
    private @Nullable Double baseValue;
    private @Nullable Double baseSum;
    private int version;

    private int seen;
    private String name = "";
    private @Nullable String unit;
    private @Nullable SenmlValue value;
    private @Nullable Double sum;
    private double time;
    private @Nullable Double updateTime;
    private Map<String, SenmlValue> extensions = Map.of();

    private Resolver(double now, boolean resolved) {
        this.now = now;
        this.resolved = resolved;
    }

    /** For what a device sends; {@code receivedAt} in milliseconds since the epoch. */
    static Resolver at(long receivedAt) throws SenmlException {
        return new Resolver(Rules.number(receivedAt / 1000.0, "the time of receipt"), false);
    }

    /** For records that are resolved already: base fields are refused, times are absolute and must be there. */
    static Resolver resolved() {
        return new Resolver(0, true);
    }

    void begin() throws SenmlException {
        if (records.size() >= Limits.RECORDS) {
            throw new SenmlException("too_large", "more than " + Limits.RECORDS + " records");
        }
        seen = 0;
        name = "";
        unit = null;
        value = null;
        sum = null;
        time = 0;
        updateTime = null;
        extensions = Map.of();
    }

    void number(Label label, double raw) throws SenmlException {
        mark(label);
        double number = Rules.number(raw, label.text);
        switch (label) {
            case BASE_VERSION -> version(number);
            case BASE_TIME -> baseTime = number;
            case BASE_VALUE -> baseValue = number;
            case BASE_SUM -> baseSum = number;
            case VALUE -> value(new SenmlValue.Num(number));
            case SUM -> sum = number;
            case TIME -> time = number;
            case UPDATE_TIME -> updateTime = number;
            default -> throw mismatch(label, "a number");
        }
    }

    void text(Label label, String raw) throws SenmlException {
        mark(label);
        String text = Rules.text(raw, label.text);
        switch (label) {
            case BASE_NAME -> baseName(text);
            case BASE_UNIT -> baseUnit = text;
            case NAME -> name = text;
            case UNIT -> unit = text;
            case STRING_VALUE -> value(new SenmlValue.Text(text));
            default -> throw mismatch(label, "text");
        }
    }

    void flag(Label label, boolean flag) throws SenmlException {
        mark(label);
        if (label != Label.BOOLEAN_VALUE) {
            throw mismatch(label, "true or false");
        }
        value(new SenmlValue.Flag(flag));
    }

    void data(Label label, byte[] data) throws SenmlException {
        mark(label);
        if (label != Label.DATA_VALUE) {
            throw mismatch(label, "bytes");
        }
        value(new SenmlValue.Data(data));
    }

    void extension(String label, SenmlValue extension) throws SenmlException {
        if (extensions.isEmpty()) {
            extensions = new HashMap<>(4);
        }
        if (extensions.size() >= Limits.EXTENSIONS) {
            throw new SenmlException("too_large", "more than " + Limits.EXTENSIONS + " unknown labels in a record");
        }
        if (extensions.put(label, extension) != null) {
            throw new SenmlException(
                    "duplicate_label", "label " + Quote.of(label) + " twice in record " + records.size());
        }
    }

    void end() throws SenmlException {
        if (seen == 0 && extensions.isEmpty()) {
            throw new SenmlException("not_senml", "a record without fields");
        }
        if (resolved) {
            endResolved();
        } else if (seen >= 1 << Label.NAME.ordinal() || !extensions.isEmpty()) {
            addBases();
            records.add(new SenmlRecord(
                    baseName.isEmpty() ? name : baseName + name,
                    unit == null ? baseUnit : unit,
                    value,
                    sum,
                    absolute(baseTime + time),
                    updateTime,
                    extensions));
        }
    }

    List<SenmlRecord> records() {
        return records;
    }

    private void endResolved() throws SenmlException {
        if (seen < 1 << Label.NAME.ordinal() || (seen & (1 << Label.NAME.ordinal()) - 1) != 0 || !has(Label.TIME)) {
            throw new SenmlException("not_resolved", "record " + records.size() + " has a base field or no time");
        }
        records.add(new SenmlRecord(name, unit, value, sum, time, updateTime, extensions));
    }

    private void addBases() {
        Double baseValue = this.baseValue;
        if (baseValue != null && value == null) {
            value = new SenmlValue.Num(baseValue);
        } else if (baseValue != null && value instanceof SenmlValue.Num number) {
            value = new SenmlValue.Num(baseValue + number.value());
        }
        Double baseSum = this.baseSum;
        if (baseSum != null) {
            sum = sum == null ? baseSum : Double.valueOf(baseSum + sum);
        }
    }

    private double absolute(double seconds) {
        return seconds < ABSOLUTE ? now + seconds : seconds;
    }

    private void value(SenmlValue next) throws SenmlException {
        if (value != null) {
            throw new SenmlException(
                    "value_ambiguous", "record " + records.size() + " has more than one of v, vs, vb and vd");
        }
        value = next;
    }

    /** Checked here, because it is repeated in every record that follows. */
    private void baseName(String text) throws SenmlException {
        if (text.length() > Limits.NAME_CHARS) {
            throw new SenmlException(
                    "name_invalid",
                    "bn has " + text.length() + " characters, at most " + Limits.NAME_CHARS + " are accepted");
        }
        baseName = text;
    }

    private void version(double number) throws SenmlException {
        if (number < 1 || number > VERSION || number != Math.rint(number)) {
            throw new SenmlException(
                    "version_unsupported",
                    "bver is " + number + ", whole numbers from 1 to " + VERSION + " are understood");
        }
        if (version != 0 && version != (int) number) {
            throw new SenmlException("version_unsupported", "bver is both " + version + " and " + (int) number);
        }
        version = (int) number;
    }

    private boolean has(Label label) {
        return (seen & 1 << label.ordinal()) != 0;
    }

    private void mark(Label label) throws SenmlException {
        if (has(label)) {
            throw new SenmlException("duplicate_label", "label " + label.text + " twice in record " + records.size());
        }
        seen |= 1 << label.ordinal();
    }

    private SenmlException mismatch(Label label, String found) {
        return new SenmlException(
                "type_mismatch", "label " + label.text + " of record " + records.size() + " holds " + found);
    }
}
